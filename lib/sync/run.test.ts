import { expect, it } from "vitest";
import { deleteConnection } from "#lib/connections/mutations.ts";
import { db, transact } from "#lib/db/connection.ts";
import { describeEachStore } from "#lib/db/testing.ts";
import { patchMemberRole, tombstoneMember, writeMember } from "#lib/members/mutations.ts";
import { listId } from "#lib/sync/lists.ts";
import { runList } from "#lib/sync/run.ts";
import { listRow, liveMembers, memberRow, observed, readMembers, useSandbox } from "#lib/sync/testing.ts";

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

  it.each(["repeat", "cycle", "emptyPage"] as const)(
    "stops on paging that goes in circles (%s) and keeps the rows",
    async (cursor) => {
      const tenant = await sandbox.connect("paperspace", { members: 250 });
      const teamId = await tenant.readTeams();
      await readMembers(teamId);
      const before = await listRow(listId(teamId, "members"));
      await tenant.faults({ route: MEMBERS, cursor });
      const result = await readMembers(teamId);
      expect(result).toMatchObject({ outcome: "failed", error: { code: "VENDOR_LOOP" } });
      expect(result.pages).toBeLessThan(10);
      expect(await liveMembers(teamId)).toHaveLength(250);
      const after = await listRow(listId(teamId, "members"));
      expect(after).toMatchObject({ error_code: "VENDOR_LOOP", synced_at: before.synced_at, run_id: null });
    },
  );

  it("takes a list that says there is more, but not where, for incomplete", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 250 });
    const teamId = await tenant.readTeams();
    await readMembers(teamId);
    await tenant.faults({ route: MEMBERS, cursor: "noNext" });
    const result = await readMembers(teamId);
    expect(result).toMatchObject({ outcome: "failed", error: { code: "VENDOR_BAD_ANSWER" } });
    expect(result.error?.reason).toContain("there is more");
    expect(await liveMembers(teamId)).toHaveLength(250);
    expect(
      (await db().selectFrom("members").select("missed").where("team_id", "=", teamId).execute()).filter(
        (row) => row.missed > 0,
      ),
    ).toEqual([]);
  });

  it.each(["duplicateItem", "oversizedPage"] as const)("is not confused by a %s", async (cursor) => {
    const tenant = await sandbox.connect("paperspace", { members: 250 });
    const teamId = await tenant.readTeams();
    await tenant.faults({ route: MEMBERS, cursor });
    expect(await readMembers(teamId)).toMatchObject({ outcome: "complete", rows: 250 });
    expect(await liveMembers(teamId)).toHaveLength(250);
  });

  it("draws no conclusions from a list that breaks off", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 250 });
    const teamId = await tenant.readTeams();
    await readMembers(teamId);
    const [gone = ""] = (await liveMembers(teamId)).filter(
      (id) => id !== tenant.tokenUserId && id !== tenant.ownerUserId,
    );
    await tenant.elsewhere({ op: "removeMember", user: gone });
    await tenant.faults({ route: MEMBERS, skip: 1, status: 400 });
    for (const _ of [1, 2, 3]) expect((await readMembers(teamId)).outcome).toBe("failed");
    expect(await memberRow(teamId, gone)).toMatchObject({ removed_at: null, missed: 0 });
    const list = await listRow(listId(teamId, "members"));
    expect(list.error_code).toBe("VENDOR_REFUSED");
    const runs = await db().selectFrom("runs").select("outcome").where("list_id", "=", list.id).execute();
    expect(runs.map((run) => run.outcome)).toEqual(["complete", "failed", "failed", "failed"]);
  });

  it("tells in the next complete run what a broken one had seen", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 250 });
    const teamId = await tenant.readTeams();
    await readMembers(teamId);
    const oldest = await db()
      .selectFrom("members")
      .select("user_id")
      .where("team_id", "=", teamId)
      .where("role", "=", "member")
      .where("user_id", "<>", tenant.tokenUserId)
      .orderBy("joined_at")
      .limit(1)
      .executeTakeFirstOrThrow();
    await tenant.elsewhere({ op: "setRole", user: oldest.user_id, role: "admin" });
    await tenant.faults({ route: MEMBERS, skip: 1, status: 400 });
    await readMembers(teamId);
    expect((await memberRow(teamId, oldest.user_id))?.role).toBe("admin");
    expect(await observed(tenant.connectionId)).toEqual([]);
    await tenant.faults();
    await readMembers(teamId);
    expect(await observed(tenant.connectionId)).toEqual([`member.roleChanged ${oldest.user_id}`]);
  });

  it("marks the connection when its token is refused, and clears the mark at the first answer", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 10 });
    const teamId = await tenant.readTeams();
    await readMembers(teamId);
    await tenant.faults({ route: "*", status: 401 });
    expect(await readMembers(teamId)).toMatchObject({
      outcome: "failed",
      error: { code: "VENDOR_TOKEN_REFUSED" },
    });
    const state = async () =>
      (
        await db()
          .selectFrom("connections")
          .select("state")
          .where("id", "=", tenant.connectionId)
          .executeTakeFirstOrThrow()
      ).state;
    expect(await state()).toBe("refused");
    expect(await liveMembers(teamId)).toHaveLength(10);
    const asked = await db()
      .selectFrom("lists")
      .select("requested_at")
      .where("connection_id", "=", tenant.connectionId)
      .where("requested_at", "is not", null)
      .execute();
    expect(asked).toEqual([]);
    await tenant.faults();
    await readMembers(teamId);
    expect(await state()).toBe("works");
    expect((await listRow(listId(teamId, "members"))).error_code).toBeNull();
  });

  it("says that a GitBook team is gone, and takes it away when the list of teams confirms it", async () => {
    const tenant = await sandbox.connect("gitbook", { teams: 3, members: 8 });
    const teamId = await tenant.readTeams();
    await readMembers(teamId);
    await tenant.elsewhere({ op: "deleteTeam", teamId: tenant.teamId });
    const asked: string[] = [];
    const result = await runList(listId(teamId, "members"), { onLists: (ids) => asked.push(...ids) });
    expect(result.error).toMatchObject({
      code: "VENDOR_NOT_FOUND",
      reason: "GitBook says this team is gone",
    });
    expect(asked).toEqual([listId(tenant.connectionId, "teams")]);
    expect(await liveMembers(teamId)).toHaveLength(8);
    await runList(listId(tenant.connectionId, "teams"));
    const team = await db().selectFrom("teams").selectAll().where("id", "=", teamId).executeTakeFirst();
    expect(team?.removed_at).not.toBeNull();
    expect(await liveMembers(teamId)).toEqual([]);
    expect(await db().selectFrom("lists").select("id").where("team_id", "=", teamId).execute()).toEqual([]);
    expect(await observed(tenant.connectionId)).toContain(`team.deleted ${tenant.teamId}`);
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

  it.each(["missingFields", "wrongTypes", "unknownEnums", "badDates", "nulls"] as const)(
    "loses nobody over rows that the vendor sends broken (%s), and says so",
    async (transform) => {
      const tenant = await sandbox.connect("gitbook", { teams: 1, members: 6 });
      const teamId = await tenant.readTeams();
      await readMembers(teamId);
      const ids = await liveMembers(teamId);
      await tenant.faults({ route: "GET /orgs/:id/teams/:id/members", transform });
      await readMembers(teamId);
      await readMembers(teamId);
      expect(await liveMembers(teamId)).toEqual(ids);
      const list = await listRow(listId(teamId, "members"));
      const problems = await db()
        .selectFrom("members")
        .select("id")
        .where("team_id", "=", teamId)
        .where((where) => where.or([where("problems", "is not", null), where("vendor_role", "is not", null)]))
        .execute();
      expect(list.error_code !== null || problems.length > 0).toBe(true);
    },
  );

  it("draws no conclusions while the vendor sends rows that cannot be read, and says so", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 6 });
    const teamId = await tenant.readTeams();
    await readMembers(teamId);
    const ids = await liveMembers(teamId);
    const body = JSON.stringify({ hasMore: false, items: [{ isAdmin: false, isOwner: false, user: {} }] });
    await tenant.faults({ route: MEMBERS, status: 200, body });
    for (const _ of [1, 2]) expect((await readMembers(teamId)).outcome).toBe("complete");
    expect(await liveMembers(teamId)).toEqual(ids);
    expect(await listRow(listId(teamId, "members"))).toMatchObject({
      error_code: "VENDOR_BAD_ANSWER",
      error_reason: "Paperspace sent a row that cannot be read",
    });
    await tenant.faults();
    await readMembers(teamId);
    expect((await listRow(listId(teamId, "members"))).error_code).toBeNull();
  });

  it("stops without a word when its connection is deleted meanwhile", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 250 });
    const teamId = await tenant.readTeams();
    await tenant.faults({ route: MEMBERS, skip: 1, latencyMs: 200 });
    const run = readMembers(teamId);
    while ((await listRow(listId(teamId, "members"))).run_pages < 1)
      await new Promise((resolve) => setImmediate(resolve));
    await deleteConnection("system", tenant.connectionId);
    expect((await run).outcome).toBe("abandoned");
    expect(await liveMembers(teamId)).toEqual([]);
    expect((await readMembers(teamId)).outcome).toBe("gone");
  });

  it("sends only what the vendors' contracts know", async () => {
    expect(await sandbox.control().violations("*")).toEqual([]);
  });
});

/** Resolves once the clock has left the millisecond of `iso`. */
async function pastMillisecond(iso: string): Promise<void> {
  while (new Date().toISOString() <= iso) await new Promise((resolve) => setImmediate(resolve));
}
