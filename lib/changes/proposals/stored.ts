import "server-only";
import type { Selectable } from "kysely";
import { requestOfKey } from "#lib/changes/approvals/ask.ts";
import { batchOfKey, seesAllBatches } from "#lib/changes/journal/data.ts";
import { openValues, UNSEEN, valuesBinding } from "#lib/changes/kept/stored.ts";
import { KINDS_WITH_VALUE } from "#lib/changes/kinds/registry.ts";
import { scheduleOfKey } from "#lib/changes/schedules/make.ts";
import type { ChangeKindName } from "#lib/core/change-names.ts";
import { nowIsoByClock, nowMs } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { seal } from "#lib/store/crypto/key-ring.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { outsideViews } from "#lib/store/db/view.ts";
import { type BecameOf, PLAN_KINDS, type PlanKind, type Proposal, proposalSchema } from "./schema.ts";

/** A plan's row without what was asked, which may be long: whoever goes through its lines does not need it again. */
export type PlanRow = Omit<Selectable<Tables["plans"]>, "asked" | "sealed_values" | "bytes">;
const COLUMNS = [
  ...(["id", "user_id", "token_id", "kind", "digest", "created_at", "expires_at"] as const),
  ...(["applied_key", "applied_body"] as const),
] as const;

const KEEP_MS = 7 * 24 * 3_600_000;
/** So many plans of one person are kept, and so many characters of them: the oldest that were not applied go. */
const MOST_PLANS = 1_000;
const MOST_CHARACTERS = 64 * 1024 * 1024;

type AskedChange = { kind: ChangeKindName; input: Record<string, unknown> };
/** A proposal as it was sent, once the schema has let it through. */
export type Given = { changes?: AskedChange[] } & Record<string, unknown>;

/** Keeps what a program asked for, its secret values apart and sealed, for a week. */
export async function storePlan(
  viewer: Viewer,
  given: Given,
  { kind, digest }: { kind: PlanKind; digest: string },
): Promise<PlanRow> {
  const id = newId();
  const { text, values } = split(given);
  const sealed =
    Object.keys(values).length > 0 ? await seal(JSON.stringify(values), valuesBinding("plans", id)) : null;
  const now = nowMs();
  const row: PlanRow = {
    ...{ id, user_id: viewer.userId, token_id: viewer.token?.id ?? null, kind, digest },
    ...{ created_at: new Date(now).toISOString(), expires_at: new Date(now + KEEP_MS).toISOString() },
    ...{ applied_key: null, applied_body: null },
  };
  const bytes = text.length + (sealed?.length ?? 0);
  await transact(async (tx) => {
    await makeRoom(tx, viewer.userId, bytes);
    await tx
      .insertInto("plans")
      .values({ ...row, asked: text, sealed_values: sealed, bytes })
      .execute();
  });
  return row;
}

/** What was asked as text without any value, and the values by the change's place. */
function split(given: Given): { text: string; values: Record<string, string> } {
  const values: Record<string, string> = {};
  if (!given.changes) return { text: JSON.stringify(given), values };
  const changes = given.changes.map((change, index) => {
    const { value, ...input } = change.input;
    if (typeof value === "string") values[index] = value;
    return { ...change, input };
  });
  return { text: JSON.stringify({ changes }), values };
}

async function makeRoom(tx: Tx, userId: string, bytes: number): Promise<void> {
  const kept = await tx
    .selectFrom("plans")
    .select(["id", "bytes", "applied_key"])
    .where("user_id", "=", userId)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
  let left = MOST_CHARACTERS - bytes;
  const gone = kept.filter((row, index) => {
    left -= row.bytes;
    return row.applied_key === null && (index >= MOST_PLANS - 1 || left < 0);
  });
  const ids = gone.map(({ id }) => id);
  for (let at = 0; at < ids.length; at += 500)
    await tx
      .deleteFrom("plans")
      .where("id", "in", ids.slice(at, at + 500))
      .execute();
}

const noSuchPlan = (): AppError =>
  new AppError("NOT_FOUND", { reason: "There is no such plan: they are kept for a week" });

/**
 * A plan that is kept: one's own, or anybody's for who sees everybody's batches and all connections. Throws NOT_FOUND, also where
 * its time is over.
 */
export async function readPlan(viewer: Viewer, id: string): Promise<PlanRow> {
  const row = await db()
    .selectFrom("plans")
    .select(COLUMNS)
    .where("id", "=", id)
    .where("expires_at", ">", nowIsoByClock())
    .executeTakeFirst();
  const isTheirs = row?.user_id === viewer.userId;
  const { token } = viewer;
  const seesOthers = viewer.scope === "all" && seesAllBatches(viewer);
  // A plan of somebody else tells what they are about to do, as their batches would.
  const mayRead = seesOthers && (token === undefined || can(viewer, "activity.read"));
  if (!row || !(isTheirs || mayRead)) throw noSuchPlan();
  return row;
}

/** The plan that was applied under a key. */
export const planOfKey = (userId: string, key: string): Promise<PlanRow | undefined> =>
  db()
    .selectFrom("plans")
    .select(COLUMNS)
    .where("user_id", "=", userId)
    .where("applied_key", "=", key)
    .executeTakeFirst();

/** What was asked, its values opened. Throws NOT_FOUND, CONFLICT where this version does not know it any more. */
export async function proposalOf({ id }: PlanRow): Promise<Proposal> {
  const row = await db()
    .selectFrom("plans")
    .select(["id", "asked", "sealed_values"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (!row) throw noSuchPlan();
  const values = await openValues(row, "plans");
  const asked = JSON.parse(row.asked) as Given;
  const whole = asked.changes
    ? {
        changes: asked.changes.map((change, index) =>
          KINDS_WITH_VALUE.includes(change.kind)
            ? { ...change, input: { ...change.input, value: values[index] ?? UNSEEN } }
            : change,
        ),
      }
    : asked;
  const read = proposalSchema.safeParse(whole);
  if (!read.success)
    throw new AppError("CONFLICT", { reason: "This version does not know this plan: make it anew" });
  return read.data;
}

export const planKindOf = ({ kind }: Pick<PlanRow, "kind">): PlanKind =>
  PLAN_KINDS.find((one) => one === kind) ?? "changes";

/** What a plan became, by the journal; undefined where it was not applied. */
export async function becameOf({
  user_id,
  applied_key,
}: Pick<PlanRow, "user_id" | "applied_key">): Promise<(BecameOf & { dueAt: string | null }) | undefined> {
  if (applied_key === null) return undefined;
  const [batch, schedule, request] = await Promise.all([
    outsideViews(() => batchOfKey(user_id, applied_key)),
    scheduleOfKey(user_id, applied_key),
    requestOfKey(user_id, applied_key),
  ]);
  if (!batch && !schedule && !request) return undefined;
  return {
    batchId: batch?.id ?? null,
    approvalId: request?.id ?? null,
    scheduleId: schedule?.id ?? null,
    dueAt: schedule?.due_at ?? null,
  };
}

/**
 * Marks a plan as applied under a key, in the transaction that journals it, and erases its values. Throws CONFLICT where it was
 * applied under another key: one plan is one effect, over all processes.
 */
export async function claimPlan(tx: Tx, id: string, key: string, body: string): Promise<void> {
  const claimed = await tx
    .updateTable("plans")
    .set({ applied_key: key, applied_body: body, sealed_values: null })
    .where("id", "=", id)
    .where((where) => where.or([where("applied_key", "is", null), where("applied_key", "=", key)]))
    .returning("id")
    .executeTakeFirst();
  if (!claimed) throw new AppError("CONFLICT", { reason: "This plan was applied already, or is gone" });
}

/** Forgets plans whose time is over. */
export async function sweepPlans(): Promise<void> {
  await db().deleteFrom("plans").where("expires_at", "<=", nowIsoByClock()).execute();
}
