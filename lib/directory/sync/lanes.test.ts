import { afterAll, expect, it } from "vitest";
import { nowIso } from "#lib/core/ids.ts";
import { enqueue, lanesIdle } from "#lib/directory/sync/lanes.ts";
import { listId, toFreshness } from "#lib/directory/sync/lists.ts";
import { lookAt, requestRun, syncConnection } from "#lib/directory/sync/look.ts";
import {
  listRow,
  liveMembers,
  readMembers,
  type Tenant,
  teamIdOf,
  useSandbox,
} from "#lib/directory/sync/sync.testing.ts";
import { getTeam } from "#lib/directory/teams/data.ts";
import { refreshTeam } from "#lib/directory/teams/refresh.ts";
import { startScheduler, stopScheduler } from "#lib/jobs/jobs.testing.ts";
import { putInLine } from "#lib/jobs/sync.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

const MEMBERS = "GET /teams/:id/users";
const LONG_AGO = "2001-01-01T00:00:00.000Z";

/** A machine under load is not a failure. */
const PATIENCE = { timeout: 20_000 };

describeEachStore("syncing a connection", () => {
  const sandbox = useSandbox();
  afterAll(stopScheduler);

  const lists = (tenant: Tenant) =>
    db().selectFrom("lists").selectAll().where("connection_id", "=", tenant.connectionId).execute();
  const callsOf = async (tenant: Tenant, route?: string) =>
    (await sandbox.control().calls(tenant.token)).filter((call) => !route || call.route === route);
  const age = (id: string) =>
    db().updateTable("lists").set({ synced_at: LONG_AGO }).where("id", "=", id).execute();
  const stateOf = async (tenant: Tenant) =>
    (
      await db()
        .selectFrom("connections")
        .select("state")
        .where("id", "=", tenant.connectionId)
        .executeTakeFirstOrThrow()
    ).state;

  it("reads teams, members and secrets of a Paperspace team", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 30, secrets: 7 });
    await syncConnection(tenant.connectionId);
    await lanesIdle();
    const rows = await lists(tenant);
    expect(rows.map((row) => row.part).sort()).toEqual(["members", "secrets", "teams"]);
    expect(rows.filter((row) => row.synced_at === null || row.requested_at !== null)).toEqual([]);
    const teamId = await teamIdOf(tenant.connectionId, tenant.teamId);
    expect(await liveMembers(teamId)).toHaveLength(30);
    const secrets = await db().selectFrom("secrets").selectAll().where("team_id", "=", teamId).execute();
    expect(secrets).toHaveLength(7);
  });

  it("reads an organization's people and every team of GitBook, four calls at once", async () => {
    const tenant = await sandbox.connect("gitbook", { teams: 30, members: 6, orgMembers: 40 });
    await sandbox.control().setLatency(tenant.token, 5);
    await syncConnection(tenant.connectionId);
    await lanesIdle();
    const rows = await lists(tenant);
    expect(rows).toHaveLength(32);
    expect(rows.filter((row) => row.synced_at === null || row.error_code !== null)).toEqual([]);
    expect(await sandbox.control().maxConcurrent(tenant.token)).toBeLessThanOrEqual(4);
    // A list is read once, not twice for being new and asked for.
    expect((await callsOf(tenant)).length).toBe(32);
  });

  it("does not storm a vendor that refuses the token, until somebody asks again", async () => {
    const tenant = await sandbox.connect("gitbook", { teams: 30, members: 6 });
    await syncConnection(tenant.connectionId);
    await lanesIdle();
    await sandbox.control().revokeToken(tenant.token);
    await sandbox.control().clearCalls(tenant.token);
    await syncConnection(tenant.connectionId);
    await lanesIdle();
    expect(await stateOf(tenant)).toBe("refused");
    expect((await callsOf(tenant)).length).toBeLessThanOrEqual(8);
    await sandbox.control().clearCalls(tenant.token);
    const rows = await lists(tenant);
    expect(rows.filter((row) => row.requested_at !== null)).toEqual([]);
    for (const row of rows) await age(row.id);
    const ids = rows.map((row) => row.id);
    enqueue(tenant.connectionId, ids);
    await lookAt(ids);
    await syncConnection(tenant.connectionId);
    await putInLine();
    await lanesIdle();
    expect(await callsOf(tenant)).toEqual([]);
    const teamId = await teamIdOf(tenant.connectionId, tenant.teamId);
    await requestRun(listId(teamId, "members"), "refresh");
    await lanesIdle();
    expect(await callsOf(tenant)).toHaveLength(1);
    expect(await liveMembers(teamId)).toHaveLength(6);
  });

  it("rests when the vendor does not answer, and reads what somebody looks at all the same", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 5 });
    const teamId = await tenant.readTeams();
    await readMembers(teamId);
    await tenant.faults({ route: "*", status: 503 });
    await syncConnection(tenant.connectionId);
    await lanesIdle();
    expect(await stateOf(tenant)).toBe("failing");
    const id = listId(teamId, "members");
    await tenant.faults();
    await requestRun(id, "refresh");
    await lanesIdle();
    expect(await listRow(id)).toMatchObject({ error_code: null, requested_at: null });
    expect(await stateOf(tenant)).toBe("works");
  });

  it("reads at a look what is stale, and nothing that is fresh or has just failed", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 5 });
    const teamId = await tenant.readTeams();
    const id = listId(teamId, "members");
    await readMembers(teamId);
    await sandbox.control().clearCalls(tenant.token);
    await lookAt([id]);
    await lanesIdle();
    expect(await callsOf(tenant, MEMBERS)).toHaveLength(0);
    await age(id);
    expect(toFreshness(await listRow(id))).toMatchObject({ stale: true, running: false });
    await lookAt([id]);
    await lanesIdle();
    expect(await callsOf(tenant, MEMBERS)).toHaveLength(1);
    await age(id);
    await db()
      .updateTable("lists")
      .set({ error_code: "VENDOR_REFUSED", error_at: nowIso() })
      .where("id", "=", id)
      .execute();
    await lookAt([id]);
    await lanesIdle();
    expect(await callsOf(tenant, MEMBERS)).toHaveLength(1);
  });

  it("reads again after a run during which somebody asked", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 250 });
    const teamId = await tenant.readTeams();
    const id = listId(teamId, "members");
    await tenant.faults({ route: MEMBERS, skip: 1, times: 1, latencyMs: 300 });
    await requestRun(id, "connected");
    while ((await listRow(id)).run_pages < 1) await new Promise((resolve) => setImmediate(resolve));
    await tenant.elsewhere({ op: "addMember", person: { id: "u-late", email: "late@halden.example" } });
    await requestRun(id, "unknown-outcome");
    expect(toFreshness(await listRow(id)).running).toBe(true);
    await lanesIdle();
    const runs = await db().selectFrom("runs").select("outcome").where("list_id", "=", id).execute();
    expect(runs.map((run) => run.outcome)).toEqual(["complete", "complete"]);
    expect(await liveMembers(teamId)).toContain("u-late");
  });

  it("reads again when another process asked during its run", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 250 });
    const id = listId(await tenant.readTeams(), "members");
    await tenant.faults({ route: MEMBERS, skip: 1, times: 1, latencyMs: 300 });
    await requestRun(id, "connected");
    while ((await listRow(id)).run_pages < 1) await new Promise((resolve) => setImmediate(resolve));
    await db().updateTable("lists").set({ requested_at: nowIso() }).where("id", "=", id).execute();
    await lanesIdle();
    const runs = await db().selectFrom("runs").select("outcome").where("list_id", "=", id).execute();
    expect(runs.map((run) => run.outcome)).toEqual(["complete", "complete"]);
  });

  it("refreshes a team with its own name, and says that it is gone when it is", async () => {
    const tenant = await sandbox.connect("gitbook", { teams: 2, members: 4 });
    const teamId = await tenant.readTeams();
    await tenant.elsewhere({ op: "renameTeam", teamId: tenant.teamId, title: "Renamed elsewhere" });
    await refreshTeam(teamId);
    await expect
      .poll(
        async () =>
          (await db().selectFrom("teams").select("name").where("id", "=", teamId).execute())[0]?.name,
        PATIENCE,
      )
      .toBe("Renamed elsewhere");
    const seen = await db()
      .selectFrom("observations")
      .select("kind")
      .where("connection_id", "=", tenant.connectionId)
      .execute();
    expect(seen.map((row) => row.kind)).toEqual(["team.renamed"]);
    await lanesIdle();
    await tenant.elsewhere({ op: "deleteTeam", teamId: tenant.teamId });
    await refreshTeam(teamId);
    await expect.poll(() => getTeam(teamId), PATIENCE).toBeUndefined();
    await expect(refreshTeam(teamId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("takes up what a dead process left, and syncs everything when it is due", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 5 });
    await db().updateTable("leases").set({ until: LONG_AGO }).where("name", "=", "sync.schedule").execute();
    await startScheduler();
    await expect
      .poll(async () => (await lists(tenant)).filter((row) => row.synced_at !== null).length, PATIENCE)
      .toBe(3);
    const [schedule] = await db()
      .selectFrom("leases")
      .selectAll()
      .where("name", "=", "sync.schedule")
      .execute();
    expect(Date.parse(schedule?.until ?? "")).toBeGreaterThan(Date.now() + 5 * 3_600_000);
    await stopScheduler();
    await requestRun(listId(tenant.connectionId, "teams"), "schedule");
    await lanesIdle();
    expect((await listRow(listId(tenant.connectionId, "teams"))).requested_at).not.toBeNull();
  });
});
