import { describe, expect, it } from "vitest";
import { withVendors } from "#lib/changes/changes.testing.ts";
import { db } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";
import { readReach } from "./reach.ts";

useTestStore();
const vendors = withVendors({ runner: false });

describe("what a person can reach", () => {
  const open = async () => {
    const bench = await vendors.open("gitbook", { members: 9, orgMembers: 9 });
    const rows = await db()
      .selectFrom("members")
      .innerJoin("teams", "teams.id", "members.team_id")
      .select(["members.person_id", "members.user_id", "members.spaces"])
      .where("members.connection_id", "=", bench.connectionId)
      .where("teams.kind", "=", "organization")
      .execute();
    const some = rows.find((row) => (row.spaces ?? 0) > 2);
    const other = rows.find((row) => row.person_id !== some?.person_id);
    if (!some || !other) throw new Error("nobody reaches anything");
    const ask = (more: object = {}) =>
      readReach(some.person_id, { connection: bench.connectionId, user: some.user_id, ...more });
    return { bench, ask, some, other };
  };

  it("is read from the vendor when it is looked at, and not kept", async () => {
    const { bench, ask, some } = await open();
    const { items } = await ask();
    expect(items).toHaveLength(some.spaces ?? -1);
    expect(items[0]).toMatchObject({ name: "Handbook", role: expect.any(String) });
    const call = (await bench.calls()).find(({ route }) => route === "GET /orgs/:org/members/:user/spaces");
    expect(call?.query).toEqual({ limit: "100" });
    expect(await vendors.control().violations(bench.token)).toEqual([]);
  });

  it("comes page by page, and a cursor that goes in a circle ends it", async () => {
    const { bench, ask } = await open();
    await bench.faults({ route: "GET /orgs/:org/members/:user/spaces", cursor: "repeat" });
    const first = await ask();
    if (!first.next) return expect(first.isCut).toBe(true);
    expect(await ask({ cursor: first.next })).toMatchObject({ isCut: true });
  });

  it("says why it could not be read", async () => {
    const { bench, ask } = await open();
    await bench.faults({ route: "GET /orgs/:org/members/:user/spaces", status: 403 });
    await expect(ask()).rejects.toMatchObject({ code: "VENDOR_FORBIDDEN" });
  });

  it("is of the person's own accounts alone", async () => {
    const { ask, other } = await open();
    await expect(ask({ user: other.user_id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
