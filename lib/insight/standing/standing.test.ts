import { setTimeout } from "node:timers/promises";
import { beforeAll, expect, it } from "vitest";
import type { Viewer } from "#lib/core/permissions.ts";
import { lanesIdle } from "#lib/directory/sync/lanes.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { lookAtOldest, refreshParts, syncConnection } from "#lib/directory/sync/look.ts";
import { becomeAnotherProcess, type Tenant, useSandbox } from "#lib/directory/sync/sync.testing.ts";
import { getStanding } from "#lib/insight/standing/data.ts";
import { lookedAt, partsOf } from "#lib/insight/standing/places.ts";
import type { Standing } from "#lib/insight/standing/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam } from "#lib/store/db/rows.testing.ts";

const viewer: Viewer = {
  ...{ userId: "v", name: "V", email: "v@halden.example", role: "viewer", sessionId: "s", scope: "all" },
};

describeEachStore("how the copy stands", () => {
  const sandbox = useSandbox();
  const lists = (tenant: Tenant) =>
    db().selectFrom("lists").selectAll().where("connection_id", "=", tenant.connectionId).execute();
  const age = (tenant: Tenant, ms: number) =>
    db()
      .updateTable("lists")
      .set({ synced_at: new Date(Date.now() - ms).toISOString() })
      .where("connection_id", "=", tenant.connectionId)
      .execute();
  const only = async (tenant: Tenant, place: Parameters<typeof getStanding>[1] = "people") => {
    const standing = await getStanding(viewer, place);
    return {
      reading: standing.reading.find((one) => one.connectionId === tenant.connectionId),
      failure: standing.failures.find((one) => one.connectionId === tenant.connectionId),
    };
  };
  const calls = async (tenant: Tenant) => (await sandbox.control().calls(tenant.token)).length;

  it("says what is being read, team by team, until everything is", async () => {
    const tenant = await sandbox.connect("gitbook", { teams: 7, members: 3 });
    await sandbox.control().setLatency(tenant.token, 500);
    await tenant.faults({ route: "GET /orgs/:org/teams", times: 1, latencyMs: 2_000 });
    await syncConnection(tenant.connectionId);
    expect((await only(tenant)).reading).toMatchObject({ isListing: true });
    const seen: string[] = [];
    for (let reading = (await only(tenant)).reading; reading; reading = (await only(tenant)).reading) {
      seen.push(`${reading.read} of ${reading.teams}`);
      await setTimeout(5);
    }
    expect(seen).toContain("0 of 7");
    expect(seen.some((words) => /^[1-6] of 7$/.test(words))).toBe(true);
    expect((await getStanding(viewer, "teams")).lists).toMatchObject({ never: 0 });
  });

  it("names the connection that could not be read, and which of its teams", async () => {
    const tenant = await sandbox.connect("gitbook", {
      overrides: {
        teams: [
          { id: "t-a", title: "Alpha", members: 1 },
          { id: "t-b", title: "Beta", members: 1 },
        ],
      },
    });
    await syncConnection(tenant.connectionId);
    await lanesIdle();
    expect((await only(tenant)).failure).toBeUndefined();
    await db()
      .updateTable("lists")
      .set({ error_code: "VENDOR_REFUSED", error_at: new Date().toISOString() })
      .where("id", "in", (where) =>
        where
          .selectFrom("lists")
          .innerJoin("teams", "teams.id", "lists.team_id")
          .select("lists.id")
          .where("teams.vendor_team_id", "=", "t-b")
          .where("lists.connection_id", "=", tenant.connectionId),
      )
      .execute();
    expect((await only(tenant)).failure).toMatchObject({
      label: tenant.organizationTitle,
      code: "VENDOR_REFUSED",
      teams: ["Beta"],
      syncedAt: expect.any(String),
    });
    // Nothing of it is behind the page of secrets.
    expect((await only(tenant, "secrets")).failure).toBeUndefined();
    await db()
      .updateTable("connections")
      .set({ state: "refused" })
      .where("id", "=", tenant.connectionId)
      .execute();
    expect((await only(tenant, "secrets")).failure).toMatchObject({
      code: "VENDOR_TOKEN_REFUSED",
      teams: [],
    });
    await db().deleteFrom("connections").where("id", "=", tenant.connectionId).execute();
  });

  it("a look reads what is old, and another process sees it before a vendor is called", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 2 });
    await syncConnection(tenant.connectionId);
    await lanesIdle();
    await lookAtOldest(lookedAt("secrets"));
    expect((await only(tenant, "secrets")).reading).toBeUndefined();
    await age(tenant, 11 * 60_000);
    await sandbox.control().setLatency(tenant.token, 2_000);
    await sandbox.control().clearCalls(tenant.token);
    await lookAtOldest(lookedAt("secrets"));
    becomeAnotherProcess();
    expect((await only(tenant, "secrets")).reading).toMatchObject({ label: tenant.teamName });
    await expect
      .poll(() => lists(tenant).then((rows) => rows.filter((row) => row.requested_at).length))
      .toBe(0);
    await expect
      .poll(async () => (await only(tenant, "secrets")).reading, { timeout: 20_000 })
      .toBeUndefined();
    const asked = (await sandbox.control().calls(tenant.token)).map((call) => call.route);
    expect(asked.filter((route) => route.endsWith("/secrets"))).toHaveLength(1);
    // The page of secrets does not show members.
    expect(asked.filter((route) => route.endsWith("/users"))).toHaveLength(0);
  });

  it("is not held up by lists that cannot be read: twenty of a refused connection", async () => {
    const [refused, well] = [
      await sandbox.connect("gitbook", { teams: 25, members: 1 }),
      await sandbox.connect("paperspace", { members: 2 }),
    ];
    for (const { connectionId } of [refused, well]) await syncConnection(connectionId);
    await lanesIdle();
    await age(refused, 60 * 60_000);
    await age(well, 11 * 60_000);
    await db()
      .updateTable("connections")
      .set({ state: "refused" })
      .where("id", "=", refused.connectionId)
      .execute();
    await sandbox.control().clearCalls(well.token);
    await lookAtOldest(lookedAt("people"));
    await lanesIdle();
    expect(await calls(well)).toBeGreaterThan(0);
    await db().deleteFrom("connections").where("id", "=", refused.connectionId).execute();
  });

  it("Refresh reads everything again, and joins what is under way: nothing is read twice", async () => {
    const tenant = await sandbox.connect("gitbook", { teams: 12, members: 1 });
    await syncConnection(tenant.connectionId);
    await lanesIdle();
    await sandbox.control().clearCalls(tenant.token);
    await refreshParts(partsOf("people"));
    await lanesIdle();
    const once = await calls(tenant);
    expect(once).toBeGreaterThanOrEqual(14);
    await sandbox.control().clearCalls(tenant.token);
    await sandbox.control().setLatency(tenant.token, 60);
    await tenant.faults({ route: "GET /orgs/:org/teams/:team/members", skip: 5, times: 1, latencyMs: 4_000 });
    // At its beginning, in its middle, and while only the slowest list is left.
    for (let left = 12; left > 1; ) {
      await refreshParts(partsOf("people"));
      const { reading } = await only(tenant);
      left = reading ? reading.teams - reading.read : 0;
      await setTimeout(15);
    }
    await refreshParts(partsOf("people"));
    await lanesIdle();
    expect(await calls(tenant)).toBe(once);
    await tenant.faults();
    const again = listId(tenant.connectionId, "teams");
    const before = (await lists(tenant)).find((row) => row.id === again)?.synced_at ?? "";
    await refreshParts(partsOf("people"));
    await lanesIdle();
    expect(((await lists(tenant)).find((row) => row.id === again)?.synced_at ?? "") > before).toBe(true);
  });
});

describeEachStore("numbers of all", () => {
  let standing: Standing;
  beforeAll(async () => {
    await insertTestConnection("c1", { vendor: "paperspace" });
    await insertTestTeam("a", "c1", { name: "Alpha", vendor: "paperspace" });
    standing = await getStanding(viewer, "overview");
  });

  it("are there before anything was read", () => {
    expect(standing).toMatchObject({
      counts: { teams: 1, people: 0, secrets: 0, overdue: 0 },
      lists: { known: 0, never: 0 },
      reading: [],
      failures: [],
      batches: [],
    });
  });
});
