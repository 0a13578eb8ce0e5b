import { expect, it } from "vitest";
import { claimList, closeAbandonedRuns, renewLease } from "#lib/directory/sync/list-lease.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { runList, stopRuns } from "#lib/directory/sync/run.ts";
import {
  becomeAnotherProcess,
  listRow,
  liveMembers,
  readMembers,
  useSandbox,
} from "#lib/directory/sync/sync.testing.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { LeaseLost } from "#lib/store/db/lease.ts";

const MEMBERS = "GET /teams/:id/users";
const PAST = "2001-01-01T00:00:00.000Z";

describeEachStore("a lease", () => {
  const sandbox = useSandbox();

  const runsOf = (id: string) =>
    db().selectFrom("runs").select(["id", "outcome"]).where("list_id", "=", id).orderBy("id").execute();
  const expire = (id: string) =>
    db().updateTable("lists").set({ lease_until: PAST }).where("id", "=", id).execute();

  it("is one run's, however many ask at once", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 5 });
    const id = listId(await tenant.readTeams(), "members");
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimList(id)));
    expect(claims.filter((claim) => claim === "busy")).toHaveLength(7);
    expect(await runsOf(id)).toHaveLength(1);
    expect(await claimList("no-such-list")).toBe("gone");
  });

  it("makes two processes read a list once", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 300 });
    const teamId = await tenant.readTeams();
    await sandbox.control().clearCalls(tenant.token);
    const one = readMembers(teamId);
    const joined = readMembers(teamId);
    expect(joined).toBe(one);
    becomeAnotherProcess();
    const other = readMembers(teamId);
    const outcomes = (await Promise.all([one, other])).map((result) => result.outcome);
    expect(outcomes.sort()).toEqual(["busy", "complete"]);
    const calls = await sandbox.control().calls(tenant.token);
    expect(calls.filter((call) => call.route === MEMBERS)).toHaveLength(3);
  });

  it("left by a killed process is closed as abandoned, and its list is asked for again", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 5 });
    const teamId = await tenant.readTeams();
    const id = listId(teamId, "members");
    const killed = await claimList(id);
    await closeAbandonedRuns();
    expect((await listRow(id)).run_id).toBe(typeof killed === "string" ? "" : killed.run.id);
    await expire(id);
    expect(await closeAbandonedRuns()).toBe(1);
    const row = await listRow(id);
    expect(row).toMatchObject({ run_id: null, lease_until: null });
    expect(row.requested_at).not.toBeNull();
    expect((await runsOf(id)).map((run) => run.outcome)).toEqual(["abandoned"]);
    expect((await readMembers(teamId)).outcome).toBe("complete");
    expect((await listRow(id)).requested_at).toBeNull();
  });

  it("that ran out is taken over, and the former run writes nothing more", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 250 });
    const teamId = await tenant.readTeams();
    const id = listId(teamId, "members");
    await tenant.faults({ route: MEMBERS, skip: 1, times: 1, latencyMs: 1_500 });
    const former = readMembers(teamId);
    while ((await listRow(id)).run_pages < 1) await new Promise((resolve) => setImmediate(resolve));
    await expire(id);
    const next = await claimList(id);
    if (typeof next === "string") throw new Error(`the list is ${next}`);
    expect(await former).toMatchObject({ outcome: "abandoned", pages: 1 });
    expect(await liveMembers(teamId)).toHaveLength(120);
    const row = await listRow(id);
    expect(row).toMatchObject({ run_id: next.run.id, synced_at: null, error_code: null });
    expect((await runsOf(id)).map((run) => run.outcome)).toEqual(["abandoned", null]);
    expect(await renewLease(id, next.run)).toBe(true);
    expect(await renewLease(id, { ...next.run, id: "other" })).toBe(false);
    expect(new LeaseLost().message).toContain("no longer");
  });

  it("is let go when the server stops, and the list is asked for again", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 250 });
    const teamId = await tenant.readTeams();
    const id = listId(teamId, "members");
    await tenant.faults({ route: MEMBERS, skip: 1, hang: true });
    const run = runList(id);
    while ((await listRow(id)).run_pages < 1) await new Promise((resolve) => setImmediate(resolve));
    await stopRuns();
    expect((await run).outcome).toBe("abandoned");
    const row = await listRow(id);
    expect(row).toMatchObject({ run_id: null, lease_until: null, error_code: null });
    expect(row.requested_at).not.toBeNull();
  });
});
