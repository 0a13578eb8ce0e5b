import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { getBatchOutcome, unfinishedCount } from "#lib/changes/journal/data.ts";
import { toPlan } from "#lib/changes/plan/lines.ts";
import { prepareLines } from "#lib/changes/plan/plan.ts";
import type { BatchOutcome, ChangeOutcome, ChangeRequest, Plan, Submission } from "#lib/changes/schema.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { insertConnection } from "#lib/directory/connections/mutations.ts";
import { syncConnection } from "#lib/directory/sync/look.ts";
import { runList } from "#lib/directory/sync/run.ts";
import { startRunner, stopRunner } from "#lib/jobs/jobs.testing.ts";
import { db } from "#lib/store/db/connection.ts";
import { setTestEnv } from "#lib/store/db/db.testing.ts";
import { getVendor } from "#lib/vendors/registry.ts";
import { type Sandbox, startSandbox } from "#sandbox/server.ts";
import type {
  Call,
  Fault,
  Mutation,
  TenantDescription,
  TenantOptions,
  TenantState,
  Vendor,
} from "#sandbox/types.ts";

/** What changes would do, in words, for whom no rule of approval counts. */
export const planChanges = async (viewer: Viewer, changes: readonly ChangeRequest[]): Promise<Plan> =>
  toPlan(await prepareLines(viewer, { changes }, { ask: "first" }));

export type Bench = {
  viewer: Viewer;
  connectionId: string;
  tenant: TenantDescription;
  token: string;
  /** Rollcall's id of a team, by the vendor's. */
  teamId(vendorTeamId?: string): Promise<string>;
  /** Who is a plain member of the team, by the vendor's ids. */
  plainMembers(): Promise<string[]>;
  apply(changes: ChangeRequest | ChangeRequest[], more?: Partial<Submission>): Promise<ChangeOutcome>;
  state(): Promise<TenantState>;
  faults(...faults: Fault[]): Promise<void>;
  /** Calls whose answer was lost: a fault that hits nothing proves nothing. */
  lost(): Promise<number>;
  calls(): Promise<Call[]>;
  /** Somebody else's change, of which our copy does not know. */
  elsewhere(mutation: Mutation): Promise<void>;
};

/** The sandbox, a running runner, and `open`, which makes a tenant and connects and syncs it. After `useTestStore`. */
export function withVendors(options: { runner?: boolean } = {}) {
  let sandbox: Sandbox | undefined;
  beforeAll(async () => {
    sandbox = await startSandbox();
    setTestEnv({ PAPERSPACE_API_URL: sandbox.paperspaceUrl, GITBOOK_API_URL: sandbox.gitbookUrl });
    if (options.runner !== false) await startRunner();
  });
  afterAll(async () => {
    await stopRunner();
    await sandbox?.close();
  });
  const control = () => {
    if (!sandbox) throw new Error("the sandbox has not started");
    return sandbox.control;
  };
  return {
    control,
    url: () => sandbox?.url ?? "",
    open: (vendor: Vendor, tenant: Partial<TenantOptions> = {}): Promise<Bench> =>
      openBench(control(), vendor, tenant),
  };
}

async function openBench(
  control: Sandbox["control"],
  vendor: Vendor,
  options: Partial<TenantOptions>,
): Promise<Bench> {
  const token = `test-${randomUUID()}`;
  const tenant = await control.createTenant({ profile: "plain", members: 5, ...options, vendor, token });
  const viewer = await addUser("admin");
  const targetId = vendor === "paperspace" ? tenant.teamId : tenant.organizationId;
  const check = await getVendor(vendor).open({ token, targetId, queueKey: "check" }).checkToken();
  const target = check.targets.find((one) => one.id === targetId);
  if (!target) throw new Error(`the token does not reach ${targetId}`);
  const connectionId = await insertConnection(
    { id: viewer.userId },
    { vendor, token, label: `${vendor} ${token.slice(-6)}` },
    check,
    target,
  );
  await syncConnection(connectionId);
  await syncAll(connectionId);
  return {
    viewer,
    connectionId,
    tenant,
    token,
    teamId: (vendorTeamId = tenant.teamId) => rowIdOf(connectionId, vendorTeamId),
    plainMembers: async () => {
      const rows = await db()
        .selectFrom("members")
        .select("user_id")
        .where("team_id", "=", await rowIdOf(connectionId, tenant.teamId))
        .where("role", "=", "member")
        .execute();
      return rows.map((row) => row.user_id);
    },
    apply: async (changes, more) => {
      const list = Array.isArray(changes) ? changes : [changes];
      const [outcome] = (await applyToEnd(viewer, list, more)).changes;
      if (!outcome) throw new Error("a batch without changes");
      return outcome;
    },
    state: () => control.state(token),
    faults: (...faults) => control.setFaults(token, faults),
    lost: async () => (await control.calls(token)).filter((call) => call.status === 0).length,
    calls: () => control.calls(token),
    elsewhere: async (mutation) => {
      await control.mutate(token, mutation);
    },
  };
}

/** Reads every list of a connection to its end. */
export async function syncAll(connectionId: string): Promise<void> {
  for (;;) {
    const lists = await db()
      .selectFrom("lists")
      .select(["id", "synced_at", "requested_at"])
      .where("connection_id", "=", connectionId)
      .execute();
    const due = lists.filter((list) => list.synced_at === null || list.requested_at !== null);
    if (due.length === 0) return;
    for (const list of due) {
      const { outcome, error } = await runList(list.id);
      if (outcome === "failed") throw new Error(`sync failed: ${error?.code} ${error?.reason}`);
    }
  }
}

/** Somebody who may use Rollcall. */
export async function addUser(role: Viewer["role"]): Promise<Viewer> {
  const id = newId();
  const name = `Robin ${id}`;
  const email = `${id}@rollcall.example`;
  const at = nowIso();
  await db()
    .insertInto("users")
    .values({
      id,
      email,
      email_key: email,
      name,
      name_key: name,
      password_hash: null,
      role,
      disabled_at: null,
      created_at: at,
      updated_at: at,
    })
    .execute();
  return { userId: id, email, name, role, sessionId: newId(), scope: "all" };
}

async function rowIdOf(connectionId: string, vendorTeamId: string): Promise<string> {
  const row = await db()
    .selectFrom("teams")
    .select("id")
    .where("connection_id", "=", connectionId)
    .where("vendor_team_id", "=", vendorTeamId)
    .where("kind", "=", "team")
    .executeTakeFirst();
  if (!row) throw new Error(`no row of team ${vendorTeamId}`);
  return row.id;
}

/** A submission with a key of its own. */
export const submission = (changes: ChangeRequest[], more: Partial<Submission> = {}): Submission => ({
  key: randomUUID(),
  changes,
  acknowledged: [],
  ...more,
});

/** Makes so many plain members of the bench's team admins, each by a change of its own. */
export async function promotions(bench: Bench, count: number): Promise<ChangeRequest[]> {
  const teamId = await bench.teamId();
  const people = (await bench.state()).members.filter((one) => one.role === "member" && !one.invited);
  return people
    .slice(0, count)
    .map(({ id }) => ({ kind: "member.setRole", input: { teamId, userId: id, role: "admin" } }));
}

/** Applies and waits for the end, however long it takes. Throws when a confirmation is needed. */
export async function applyToEnd(
  viewer: Viewer,
  changes: ChangeRequest[],
  more?: Partial<Submission>,
): Promise<BatchOutcome> {
  const answer = await applyChanges(viewer, submission(changes, more));
  if (answer.status === "requested") throw new Error("it waits for approval");
  if (answer.status === "scheduled") throw new Error("it waits for its time");
  if (answer.status !== "accepted")
    throw new Error(`needs confirmation: ${JSON.stringify(answer.plan.changes.map((one) => one.warnings))}`);
  return endOf(viewer, answer.batch.batchId);
}

/** How often a batch that another process may end is looked at. */
const LOOK_MS = 25;

/** A batch once all its changes have ended, in whichever process. */
export async function endOf(viewer: Viewer, batchId: string): Promise<BatchOutcome> {
  while ((await unfinishedCount(batchId)) > 0) await sleep(LOOK_MS);
  return getBatchOutcome(viewer, batchId);
}

/** Events of a batch, oldest first. */
export const eventsOf = (batchId: string) =>
  db().selectFrom("events").selectAll().where("batch_id", "=", batchId).orderBy("seq").execute();

/** As if the leases of processes that died had run out. */
export async function expireLeases(): Promise<void> {
  await db()
    .updateTable("changes")
    .set({ lease_until: "2000-01-01T00:00:00.000Z" })
    .where("state", "in", ["pending", "running"])
    .where("lease_until", "is not", null)
    .execute();
}
