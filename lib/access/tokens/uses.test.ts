import { beforeAll, expect, it, vi } from "vitest";
import { insertUser } from "#lib/access/users/mutations.ts";
import type { Role, Viewer } from "#lib/core/permissions.ts";
import { activityFilterSchema } from "#lib/directory/activity/schema.ts";
import { listActivity } from "#lib/insight/activity/data.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { verifyLog } from "#lib/store/audit/verify.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { actorOf } from "../auth/actor.ts";
import { listTokenNames, listTokens } from "./data.ts";
import { createToken, endToken } from "./mutations.ts";
import { createTokenSchema } from "./schema.ts";
import { DAY_MS, dayOf, noteUse, writeUses } from "./uses.ts";
import { findTokenViewer } from "./viewer.ts";

const ask = (id: string, isRefused: boolean, now?: number) => {
  noteUse(`token:${id}`, "asks", now);
  if (isRefused) noteUse(`token:${id}`, "refused", now);
};
const made = (owner: Viewer, name: string, days = 90) =>
  createToken(owner, createTokenSchema.parse({ name, scopes: ["activity.read"], days }));

async function somebody(name: string, role: Role): Promise<Viewer> {
  const email = `${name}@example.com`;
  const userId = await transact((tx) => insertUser(tx, { name, email, role, passwordHash: null }));
  return { userId, name, email, role, sessionId: `session of ${name}`, scope: "all" };
}

describeEachStore("what tokens do", () => {
  let admin: Viewer;
  let ben: Viewer;
  beforeAll(async () => {
    admin = await somebody("ada", "admin");
    ben = await somebody("ben", "operator");
  });
  const weekOf = async (viewer: Viewer, id: string, now?: number) =>
    (await listTokens(viewer, now)).find((token) => token.id === id)?.week ?? [];

  it("is counted by day: what processes have written adds up, and what this one has not written yet counts", async () => {
    const { id } = await made(ben, "Counted");
    const now = Date.now();
    for (let asked = 0; asked < 3; asked++) ask(id, asked === 0, now);
    ask(id, false, now - 2 * DAY_MS);
    ask(id, false, now - 7 * DAY_MS);
    await writeUses(now);
    // Another process wrote meanwhile.
    await db()
      .updateTable("api_token_days")
      .set((row) => ({ asks: row("asks", "+", 10) }))
      .where("token_id", "=", id)
      .where("day", "=", dayOf(now))
      .execute();
    for (let asked = 0; asked < 2; asked++) ask(id, true, now);
    await writeUses(now);
    ask(id, false, now);
    const week = await weekOf(ben, id, now);
    expect(week.map(({ asks, refused }) => [asks, refused])).toEqual([
      ...[
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      ...[
        [1, 0],
        [0, 0],
        [16, 3],
      ],
    ]);
    expect(week.at(-1)?.day).toBe(dayOf(now));
    await writeUses(now + 40 * DAY_MS);
    expect(await db().selectFrom("api_token_days").select("day").execute()).toEqual([]);
  });

  it("stays counted when it cannot be written, and is dropped with an erased token", async () => {
    const { id } = await made(ben, "Kept");
    ask(id, false);
    const connection = await import("#lib/store/db/connection.ts");
    const failing = vi.spyOn(connection, "transact").mockRejectedValueOnce(new Error("full"));
    await writeUses();
    failing.mockRestore();
    expect((await weekOf(ben, id)).at(-1)?.asks).toBe(1);
    await db().deleteFrom("api_tokens").where("id", "=", id).execute();
    await writeUses();
    await writeUses();
  });

  it("can be found in the activity by its owner and by admins, and nobody else learns of it", async () => {
    const [own, other] = [await made(ben, "Bens"), await made(admin, "Adas")];
    for (const { token } of [own, other]) {
      const viewer = await findTokenViewer(token, "203.0.113.9");
      if (!viewer) throw new Error("the token does not work");
      await transact((tx) =>
        appendEvent(tx, {
          action: "policy.update",
          actor: actorOf(viewer),
          outcome: "done",
          facts: { days: 9 },
        }),
      );
    }
    const found = async (viewer: Viewer, given: object) =>
      (await listActivity(activityFilterSchema.parse(given), { viewer })).rows.map(({ who }) => who.name);
    expect(await found(ben, { token: own.id })).toEqual(["token “Bens” of ben"]);
    expect(await found(ben, { token: other.id })).toEqual([]);
    expect(await found(ben, { token: other.id, who: admin.userId })).toEqual([]);
    expect(await found(admin, { token: other.id })).toEqual(["token “Adas” of ada"]);
    expect(await found(admin, { token: own.id, who: admin.userId })).toEqual([]);
    const limited: Viewer = {
      ...admin,
      scope: { connections: [], partial: [], organizations: [], teams: [] },
    };
    expect(await found(limited, { token: own.id })).toEqual([]);
    // An admin's token knows what the admin does, as far as its scope goes.
    const program = await findTokenViewer(other.token, "203.0.113.9");
    if (!program) throw new Error("the token does not work");
    expect(await found(program, { token: own.id })).toEqual(["token “Bens” of ben"]);
    await endToken(ben, own.id);
    const names = async (viewer: Viewer) => (await listTokenNames(viewer)).map(({ name }) => name);
    expect(await names(ben)).toContain("Bens (ended)");
    expect(await names(ben)).not.toContain("Adas");
    expect(await names(admin)).toEqual(expect.arrayContaining(["Bens (ben, ended)", "Adas"]));
  });

  it("stands in the log so that nobody moves it to another token", async () => {
    expect(await verifyLog()).toMatchObject({ ok: true });
    const { seq } = await db()
      .selectFrom("events")
      .select("seq")
      .where("token_id", "is not", null)
      .executeTakeFirstOrThrow();
    const set = (token: string | null) =>
      db().updateTable("events").set({ token_id: token }).where("seq", "=", seq).execute();
    const { token_id } = await db()
      .selectFrom("events")
      .select("token_id")
      .where("seq", "=", seq)
      .executeTakeFirstOrThrow();
    await set("another");
    expect(await verifyLog()).toMatchObject({ ok: false, seq, reason: "its token_id was changed" });
    await set(null);
    expect(await verifyLog()).toMatchObject({ ok: false, seq });
    await set(token_id);
    expect(await verifyLog()).toMatchObject({ ok: true });
  });

  it("is told with what it brought about: batches, and requests that became none", async () => {
    const { id } = await made(ben, "Busy");
    const at = new Date().toISOString();
    const batch = (name: string, created: string) =>
      db()
        .insertInto("batches")
        .values({
          ...{
            id: `${name} ${id}`,
            user_id: ben.userId,
            name,
            idempotency_key: `${name} ${id}`,
            payload_digest: "",
          },
          ...{
            size: 1,
            state: "finished",
            created_at: created,
            finished_at: created,
            reviewed: 1,
            token_id: id,
          },
          ...{ undo_of: null, undo_of_batch: null },
        })
        .execute();
    await batch("Today", at);
    await batch("Long ago", new Date(Date.now() - 8 * DAY_MS).toISOString());
    const token = (await listTokens(ben)).find((one) => one.id === id);
    expect(token?.work).toMatchObject({
      batches: 1,
      requests: 0,
      newest: [{ kind: "batch", name: "Today" }],
    });
  });

  it("is said of a token that ends within seven days", async () => {
    const { id, endsAt } = await made(ben, "Ending");
    const at = async (now: number) => (await listTokens(ben, now)).find((token) => token.id === id);
    expect(await at(Date.parse(endsAt) - 8 * DAY_MS)).toMatchObject({ isEnding: false, isOver: false });
    expect(await at(Date.parse(endsAt) - 6 * DAY_MS)).toMatchObject({ isEnding: true, isOver: false });
    expect(await at(Date.parse(endsAt))).toMatchObject({ isEnding: false, isOver: true });
  });
});
