import { setImmediate } from "node:timers/promises";
import { beforeAll, expect, it } from "vitest";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertConnection, recordCheck } from "./mutations.ts";
import { openConnection } from "./open.ts";

const target = { id: "t1", name: "One", may: { view: true, manage: true }, rights: [] };
const check = { user: { id: "u1", name: "Ada" }, targets: [target] };
const input = { vendor: "paperspace", token: "token-number-0", label: "One" } as const;
let id: string;

describeEachStore("opening a connection", () => {
  beforeAll(async () => {
    id = await insertConnection("system", input, check, target);
  });

  it("works at every instant of its token being replaced", async () => {
    let replacing = true;
    const replace = async () => {
      for (let n = 1; n <= 25; n++) await recordCheck("system", id, check, target, `token-number-${n}`);
      replacing = false;
    };
    const open = async () => {
      let opened = 0;
      // A token that is known is there at once: without a pause nobody would get to replace it.
      for (; replacing; opened++, await setImmediate()) await openConnection(id);
      return opened;
    };
    const [, ...opened] = await Promise.all([replace(), open(), open(), open()]);
    expect(Math.min(...opened)).toBeGreaterThan(0);
  });

  it("refuses an older token that somebody put back", async () => {
    const row = await db().selectFrom("connections").select("sealed_token").executeTakeFirstOrThrow();
    await recordCheck("system", id, check, target, "a-newer-token");
    await db().updateTable("connections").set(row).where("id", "=", id).execute();
    await expect(openConnection(id)).rejects.toMatchObject({ name: "SealError", why: "refused" });
  });
});
