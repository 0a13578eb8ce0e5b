import { randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { forgetPerProcess } from "#lib/core/per-process.ts";
import { insertConnection } from "#lib/directory/connections/mutations.ts";
import { lanesIdle, openLanes, stopLanes } from "#lib/directory/sync/lanes.ts";
import type { ListRow } from "#lib/directory/sync/lists.ts";
import { insertLists, listId } from "#lib/directory/sync/lists.ts";
import { type RunResult, runList, stopRuns } from "#lib/directory/sync/run.ts";
import { ensureLists, ensureOrganizationTeam } from "#lib/directory/teams/mutations.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { setTestEnv } from "#lib/store/db/db.testing.ts";
import { type Sandbox, startSandbox } from "#sandbox/server.ts";
import type { Fault, Mutation, TenantDescription, TenantOptions, Vendor } from "#sandbox/types.ts";

/** A connection to a tenant of the sandbox. Its lists exist; nothing was read yet. */
export type Tenant = TenantDescription & {
  connectionId: string;
  faults(...faults: Fault[]): Promise<void>;
  elsewhere(mutation: Mutation): Promise<void>;
  /** Reads the teams, and answers Rollcall's id of the tenant's first one. */
  readTeams(): Promise<string>;
};

const PROCESS_STATE = ["sync-runs", "sync-lanes", "sync-findings", "row-counts", "vendor-queues"];

/** Forgets what a server process knows of its syncs, as if another one went on with the same store. */
export function becomeAnotherProcess(): void {
  for (const name of [...PROCESS_STATE, "lease-holder"]) forgetPerProcess(name);
}

/** The sandbox behind both vendors' base URLs. Call after `useTestStore` or inside `describeEachStore`. */
export function useSandbox() {
  let sandbox: Sandbox | undefined;
  beforeAll(async () => {
    sandbox = await startSandbox();
    setTestEnv({ PAPERSPACE_API_URL: sandbox.paperspaceUrl, GITBOOK_API_URL: sandbox.gitbookUrl });
    openLanes();
  });
  afterAll(async () => {
    stopLanes();
    await stopRuns();
    await lanesIdle();
    becomeAnotherProcess();
    await sandbox?.close();
  });
  const control = () => {
    if (!sandbox) throw new Error("the sandbox has not started");
    return sandbox.control;
  };
  return {
    control,
    connect: (vendor: Vendor, options: Partial<TenantOptions> = {}) => connect(control(), vendor, options),
  };
}

async function connect(
  control: Sandbox["control"],
  vendor: Vendor,
  options: Partial<TenantOptions>,
): Promise<Tenant> {
  const token = `test-${randomUUID()}`;
  const tenant = await control.createTenant({ vendor, token, profile: "plain", ...options });
  const targetId = vendor === "paperspace" ? tenant.teamId : tenant.organizationId;
  const targetName = vendor === "paperspace" ? tenant.teamName : tenant.organizationTitle;
  const target = { id: targetId, name: targetName, may: { view: true, manage: true }, rights: [] };
  const user = { id: tenant.tokenUserId, name: tenant.tokenUserName };
  const connectionId = await insertConnection(
    "system",
    { vendor, token, label: targetName },
    { user, targets: [target] },
    target,
  );
  await transact(async (tx) => {
    const asked = "2000-01-01T00:00:00.000Z";
    await insertLists(tx, [{ ownerId: connectionId, connectionId, teamId: null, part: "teams" }], asked);
    const connection = { id: connectionId, vendor, targetId, targetName };
    const organization = await ensureOrganizationTeam(tx, connection);
    if (organization) await ensureLists(tx, connection, [{ id: organization, kind: "organization" }]);
  });
  return {
    ...tenant,
    connectionId,
    faults: (...faults) => control.setFaults(token, faults),
    async elsewhere(mutation) {
      await control.mutate(token, mutation);
    },
    async readTeams() {
      await runList(listId(connectionId, "teams"));
      return teamIdOf(connectionId, tenant.teamId);
    },
  };
}

/** Rollcall's id of a team, by the vendor's. */
export async function teamIdOf(connectionId: string, vendorTeamId: string): Promise<string> {
  const row = await db()
    .selectFrom("teams")
    .select("id")
    .where("connection_id", "=", connectionId)
    .where("vendor_team_id", "=", vendorTeamId)
    .executeTakeFirstOrThrow();
  return row.id;
}

export const readMembers = (teamId: string): Promise<RunResult> => runList(listId(teamId, "members"));

export const listRow = (id: string): Promise<ListRow> =>
  db().selectFrom("lists").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

/** Ids of a team's live members, sorted. */
export async function liveMembers(teamId: string): Promise<string[]> {
  const rows = await db()
    .selectFrom("members")
    .select("user_id")
    .where("team_id", "=", teamId)
    .where("removed_at", "is", null)
    .orderBy("user_id")
    .execute();
  return rows.map((row) => row.user_id);
}

export const memberRow = (teamId: string, userId: string) =>
  db()
    .selectFrom("members")
    .selectAll()
    .where("team_id", "=", teamId)
    .where("user_id", "=", userId)
    .executeTakeFirst();

/** What the complete runs of a connection saw change, as "kind subject", sorted. */
export async function observed(connectionId: string): Promise<string[]> {
  const rows = await db()
    .selectFrom("observations")
    .select(["kind", "subject"])
    .where("connection_id", "=", connectionId)
    .execute();
  return rows.map((row) => `${row.kind} ${row.subject}`).sort();
}
