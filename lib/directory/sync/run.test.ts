import { expect, it } from "vitest";
import { answering } from "#lib/core/give-way.ts";
import { writeMember } from "#lib/directory/members/mutations.ts";
import { patchMemberRole, tombstoneMember } from "#lib/directory/members/patches.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import {
  listRow,
  liveMembers,
  memberRow,
  observed,
  readMembers,
  useSandbox,
} from "#lib/directory/sync/sync.testing.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

const MEMBERS = "GET /teams/:id/users";

describeEachStore("a run", () => {
  const sandbox = useSandbox();

  it("copies every page and says how old the copy is", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 300 });
    const teamId = await tenant.readTeams();
    const before = await listRow(listId(teamId, "members"));
    expect(before.synced_at).toBeNull();
    const result = await readMembers(teamId);
    expect(result).toMatchObject({ outcome: "complete", pages: 3, rows: 300, missing: 0 });
    expect(await liveMembers(teamId)).toHaveLength(300);
    const after = await listRow(listId(teamId, "members"));
    expect(after).toMatchObject({ run_id: null, lease_until: null, error_code: null, requested_at: null });
    expect(Date.parse(after.synced_at ?? "")).toBeGreaterThan(Date.now() - 60_000);
    expect(after.version).toBeGreaterThan(before.version);
    expect(await observed(tenant.connectionId)).toEqual([]);
  });

  it("writes only what changed, and then says so by its version", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 30 });
    const teamId = await tenant.readTeams();
    await readMembers(teamId);
    const [first] = await liveMembers(teamId);
    const before = await memberRow(teamId, first ?? "");
    await readMembers(teamId);
    expect(await memberRow(teamId, first ?? "")).toEqual(before);
    const { version } = await listRow(listId(teamId, "members"));
    await readMembers(teamId);
    expect((await listRow(listId(teamId, "members"))).version).toBe(version);
    await tenant.elsewhere({ op: "editPerson", user: first ?? "", person: { firstName: "Renamed" } });
    await readMembers(teamId);
    expect((await listRow(listId(teamId, "members"))).version).toBe(version + 1);
    expect((await memberRow(teamId, first ?? ""))?.name).toContain("Renamed");
  });

  it("deletes a row only after two complete runs missed it, and says it left", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 10 });
    const teamId = await tenant.readTeams();
    await readMembers(teamId);
    const ids = await liveMembers(teamId);
    const gone = ids.find((id) => id !== tenant.tokenUserId && id !== tenant.ownerUserId) ?? "";
    await tenant.elsewhere({ op: "removeMember", user: gone });
    await sandbox.control().clearCalls(tenant.token);
    await readMembers(teamId);
    const calls = await sandbox.control().calls(tenant.token);
    expect(calls.filter((call) => call.route === MEMBERS)).toHaveLength(2);
    expect(await liveMembers(teamId)).toEqual(ids.filter((id) => id !== gone));
    expect((await memberRow(teamId, gone))?.removed_at).not.toBeNull();
    expect(await observed(tenant.connectionId)).toEqual([`member.left ${gone}`]);
    await readMembers(teamId);
    expect(await memberRow(teamId, gone)).toBeUndefined();
    expect(await observed(tenant.connectionId)).toEqual([`member.left ${gone}`]);
  });

  it("sees who joined and whose role changed outside Rollcall, but not what Rollcall did", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 10 });
    const teamId = await tenant.readTeams();
    await readMembers(teamId);
    const ids = (await liveMembers(teamId)).filter(
      (id) => id !== tenant.tokenUserId && id !== tenant.ownerUserId,
    );
    const [byOthers = "", byUs = "", removedByUs = ""] = ids;
    await tenant.elsewhere({ op: "setRole", user: byOthers, role: "admin" });
    await tenant.elsewhere({ op: "setRole", user: byUs, role: "admin" });
    await tenant.elsewhere({ op: "removeMember", user: removedByUs });
    await tenant.elsewhere({ op: "addMember", person: { id: "u-new", email: "new@halden.example" } });
    const touchedAt = new Date().toISOString();
    await transact(async (tx) => {
      await patchMemberRole(tx, teamId, byUs, "admin", touchedAt);
      await tombstoneMember(tx, teamId, removedByUs, touchedAt);
    });
    await db()
      .updateTable("members")
      .set({ role: "member", role_rank: 2 })
      .where("user_id", "=", byUs)
      .execute();
    await pastMillisecond(touchedAt);
    await readMembers(teamId);
    expect(await observed(tenant.connectionId)).toEqual([
      "member.joined u-new",
      `member.roleChanged ${byOthers}`,
    ]);
  });

  it("leaves alone what a change touched after the run began", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 10 });
    const teamId = await tenant.readTeams();
    await readMembers(teamId);
    const ids = (await liveMembers(teamId)).filter(
      (id) => id !== tenant.tokenUserId && id !== tenant.ownerUserId,
    );
    const [promoted = "", removed = "", kept = ""] = ids;
    // The vendor still tells the old story: these runs read from before the changes.
    const later = new Date(Date.now() + 60_000).toISOString();
    await transact(async (tx) => {
      await patchMemberRole(tx, teamId, promoted, "admin", later);
      await tombstoneMember(tx, teamId, removed, later);
      await writeMember(
        tx,
        { id: teamId, connectionId: tenant.connectionId, vendor: "paperspace" },
        { userId: "u-added", name: "Added by us", role: "member", status: "active" },
        { touchedAt: later },
      );
      await patchMemberRole(tx, teamId, kept, "admin", later);
    });
    const result = await readMembers(teamId);
    expect(result.outcome).toBe("complete");
    expect((await memberRow(teamId, promoted))?.role).toBe("admin");
    expect((await memberRow(teamId, removed))?.removed_at).toBe(later);
    expect(await memberRow(teamId, "u-added")).toMatchObject({ removed_at: null, missed: 0 });
    expect(await observed(tenant.connectionId)).toEqual([]);
  });

  it("keeps a tombstone until a complete run that began after it, and revives whom the vendor has again", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 10 });
    const teamId = await tenant.readTeams();
    await readMembers(teamId);
    const ids = (await liveMembers(teamId)).filter(
      (id) => id !== tenant.tokenUserId && id !== tenant.ownerUserId,
    );
    const [gone = "", back = ""] = ids;
    await tenant.elsewhere({ op: "removeMember", user: gone });
    const removedAt = new Date().toISOString();
    await transact(async (tx) => {
      await tombstoneMember(tx, teamId, gone, removedAt);
      await tombstoneMember(tx, teamId, back, removedAt);
    });
    await pastMillisecond(removedAt);
    await tenant.faults({ route: MEMBERS, status: 500 });
    expect((await readMembers(teamId)).outcome).toBe("failed");
    expect((await memberRow(teamId, gone))?.removed_at).toBe(removedAt);
    await tenant.faults();
    await readMembers(teamId);
    expect(await memberRow(teamId, gone)).toBeUndefined();
    expect((await memberRow(teamId, back))?.removed_at).toBeNull();
  });

  it("lists an organization's people, guests too, apart from its teams", async () => {
    const tenant = await sandbox.connect("gitbook", { teams: 2, members: 5, orgMembers: 12 });
    await tenant.readTeams();
    const organization = await db()
      .selectFrom("teams")
      .select("id")
      .where("connection_id", "=", tenant.connectionId)
      .where("kind", "=", "organization")
      .executeTakeFirstOrThrow();
    expect(await readMembers(organization.id)).toMatchObject({ outcome: "complete", rows: 12 });
  });

  it("writes a long page in bites, and lets others write in between, requests too that it gives way to", async () => {
    const tenant = await sandbox.connect("gitbook", { teams: 1, members: 1_000 });
    const teamId = await tenant.readTeams();
    const list = db().selectFrom("lists").select("run_rows").where("id", "=", listId(teamId, "members"));
    const counts = new Set<number>();
    const endOfRequest = answering();
    let isOver = false;
    const run = readMembers(teamId).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      counts.add(await transact(async (tx) => (await tx.executeQuery(list)).rows[0]?.run_rows ?? 0));
      await new Promise((resolve) => setImmediate(resolve));
    }
    endOfRequest();
    expect(await run).toMatchObject({ outcome: "complete", pages: 1, rows: 1_000 });
    expect([...counts].filter((rows) => rows > 0 && rows < 1_000)).not.toEqual([]);
  });

  it("sends only what the vendors' contracts know", async () => {
    expect(await sandbox.control().violations("*")).toEqual([]);
  });
});

/** Resolves once the clock has left the millisecond of `iso`. */
async function pastMillisecond(iso: string): Promise<void> {
  while (new Date().toISOString() <= iso) await new Promise((resolve) => setImmediate(resolve));
}
