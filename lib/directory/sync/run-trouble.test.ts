import { expect, it } from "vitest";
import { deleteConnection } from "#lib/directory/connections/mutations.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { runList } from "#lib/directory/sync/run.ts";
import {
  listRow,
  liveMembers,
  memberRow,
  observed,
  readMembers,
  useSandbox,
} from "#lib/directory/sync/sync.testing.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

const MEMBERS = "GET /teams/:id/users";

describeEachStore("a run in trouble", () => {
  const sandbox = useSandbox();

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
