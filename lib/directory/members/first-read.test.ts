import { expect, it } from "vitest";
import { writeMembers } from "#lib/directory/members/mutations.ts";
import { patchMemberRole } from "#lib/directory/members/patches.ts";
import { recomputePeople } from "#lib/directory/people/maintain.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam } from "#lib/store/db/rows.testing.ts";
import type { VendorMember } from "#lib/vendors/port.ts";

const at = (minute: number) => `2026-11-30T03:${String(minute).padStart(2, "0")}:00.000Z`;
const member = (userId: string, more: Partial<VendorMember> = {}): VendorMember => ({
  userId,
  name: `Noor ${userId}`,
  email: `${userId}@halden.example`,
  role: "member",
  status: "active",
  ...more,
});

describeEachStore("the first run of a list", () => {
  async function read(teamId: string, minute: number, members: VendorMember[]) {
    const vendor = teamId.startsWith("g") ? "gitbook" : "paperspace";
    const team = { id: teamId, connectionId: `c-${vendor}`, vendor } as const;
    const run = { id: `r-${minute}`, startedAt: at(minute), isFirst: true };
    return transact((tx) => writeMembers(tx, team, members, { run }));
  }
  const rowsOf = (teamId: string) =>
    db().selectFrom("members").selectAll().where("team_id", "=", teamId).orderBy("user_id").execute();
  const people = () => db().selectFrom("people").selectAll().orderBy("id").execute();

  async function prepare() {
    await db().deleteFrom("connections").execute();
    await db().deleteFrom("people").execute();
    for (const vendor of ["gitbook", "paperspace"] as const)
      await insertTestConnection(`c-${vendor}`, { vendor });
    for (const id of ["g-1", "g-2"]) await insertTestTeam(id, "c-gitbook");
    for (const id of ["p-1", "p-2"]) await insertTestTeam(id, "c-paperspace");
  }

  it("adds everybody, and of those whom an earlier try wrote already only what differs", async () => {
    await prepare();
    expect((await read("p-1", 1, [member("a"), member("b")])).added).toHaveLength(2);
    const before = await rowsOf("p-1");
    const again = await read("p-1", 2, [member("a"), member("b", { role: "admin" }), member("c")]);
    expect([again.added, again.edited].map((rows) => rows.length)).toEqual([1, 1]);
    const rows = await rowsOf("p-1");
    expect(rows.map((row) => [row.user_id, row.role])).toEqual([
      ["a", "member"],
      ["b", "admin"],
      ["c", "member"],
    ]);
    expect(rows.slice(0, 2).map((row) => row.id)).toEqual(before.map((row) => row.id));
  });

  it("leaves alone what a change of ours touched after it began", async () => {
    await prepare();
    await read("p-1", 1, [member("a")]);
    await transact((tx) => patchMemberRole(tx, "p-1", "a", "admin", at(5)));
    expect((await read("p-1", 3, [member("a"), member("b")])).write.map((row) => row.user_id)).toEqual(["b"]);
    expect((await rowsOf("p-1")).map((row) => row.role)).toEqual(["admin", "member"]);
  });

  it("makes of people what is made of all their rows, at one vendor and at both", async () => {
    await prepare();
    const shared = { name: "Noor Haddad", email: "noor@halden.example" };
    await read("p-1", 1, [member("a", shared), member("b")]);
    await read("p-2", 2, [member("a", { ...shared, role: "admin" }), member("b")]);
    await read("g-1", 3, [member("x", { ...shared, lastActiveAt: at(2) }), member("y", shared)]);
    await read("g-2", 4, [member("x", { ...shared, lastActiveAt: at(3) }), member("y", shared)]);
    const taken = await people();
    expect(taken).toHaveLength(2);
    expect(taken.find((row) => row.name === "Noor Haddad")).toMatchObject({ memberships: 6, top_rank: 1 });
    await transact((tx) =>
      recomputePeople(
        tx,
        taken.map((row) => row.id),
      ),
    );
    expect(await people()).toEqual(taken);
  });
});
