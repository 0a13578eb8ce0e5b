import { expect, it } from "vitest";
import { writeMembers } from "#lib/directory/members/mutations.ts";
import {
  patchMemberRole,
  patchOrgRole,
  tombstoneMember,
  tombstoneOrgMember,
} from "#lib/directory/members/patches.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam } from "#lib/store/db/rows.testing.ts";
import type { VendorMember } from "#lib/vendors/port.ts";

const at = (minute: number) => `2026-11-30T03:${String(minute).padStart(2, "0")}:00.000Z`;
const said: VendorMember = {
  userId: "u-1",
  name: "Noor Haddad",
  email: "noor@halden.example",
  role: "member",
  orgRole: "read",
  status: "active",
};

describeEachStore("a member of whom a vendor says the same again", () => {
  async function read(minute: number, members: VendorMember[] = [said]) {
    const team = { id: "team-1", connectionId: "c-1", vendor: "gitbook" } as const;
    const run = { id: `r-${minute}`, startedAt: at(minute) };
    return transact((tx) => writeMembers(tx, team, members, { run }));
  }
  const row = () => db().selectFrom("members").selectAll().executeTakeFirstOrThrow();

  async function prepare() {
    await db().deleteFrom("connections").execute();
    await insertTestConnection("c-1", { vendor: "gitbook" });
    await insertTestTeam("team-1", "c-1", { kind: "organization" });
    await read(1);
  }

  it("is left alone, until anything of it differs", async () => {
    await prepare();
    expect((await read(2)).write).toEqual([]);
    expect((await read(3, [{ ...said, name: "Noor H." }])).edited).toHaveLength(1);
    expect(await row()).toMatchObject({ name: "Noor H." });
    expect((await read(4)).edited).toHaveLength(1);
    expect(await row()).toMatchObject({ name: "Noor Haddad" });
  });

  it.each<[string, (tx: Tx) => Promise<void>]>([
    ["another role", (tx) => patchMemberRole(tx, "team-1", "u-1", "admin", at(5))],
    ["another role in the organization", (tx) => patchOrgRole(tx, "c-1", "u-1", "admin", at(5))],
    ["no place in the team", (tx) => tombstoneMember(tx, "team-1", "u-1", at(5))],
    ["no place in the organization", (tx) => tombstoneOrgMember(tx, "c-1", "u-1", at(5))],
  ])("is as the vendor says once more after a change of ours gave them %s", async (_, change) => {
    await prepare();
    const before = await row();
    await transact(change);
    expect(await row()).not.toMatchObject({ role: before.role, org_role: "read", removed_at: null });
    await read(6);
    expect(await row()).toMatchObject({ role: before.role, org_role: "read", removed_at: null });
  });
});
