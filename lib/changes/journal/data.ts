import "server-only";
import canonicalize from "canonicalize";
import type { Selectable } from "kysely";
import { beforeOf, descriptionOf, inputOf, resultOf } from "#lib/changes/journal/journal.ts";
import type { AnyKind, ChangeView } from "#lib/changes/kinds/kind.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import {
  type BatchOutcome,
  CHANGE_INPUTS,
  type ChangeOutcome,
  type ChangeRequest,
  type ListRef,
} from "#lib/changes/schema.ts";
import type { ChangeRow } from "#lib/changes/types.ts";
import { type ChangeKindName, hasEnded } from "#lib/core/change-names.ts";
import { AppError, type ErrorCode } from "#lib/core/errors.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";

export type StoredBatch = Selectable<Tables["batches"]>;

/** Everybody's batches are seen by who may change things; one's own by everybody. */
export const seesAllBatches = ({ role, scope }: Viewer): boolean => can({ role, scope }, "batch.control");

/** A batch that the viewer may see. Throws NOT_FOUND, also for somebody else's. */
export async function readBatch(viewer: Viewer, batchId: string): Promise<StoredBatch> {
  const batch = await db().selectFrom("batches").selectAll().where("id", "=", batchId).executeTakeFirst();
  if (!batch || (batch.user_id !== viewer.userId && !seesAllBatches(viewer)))
    throw new AppError("NOT_FOUND", { reason: "There is no such batch" });
  return batch;
}

type KeyedBatch = Pick<StoredBatch, "id" | "payload_digest" | "size">;

/** The batch that a user's submission with this key became. */
export const batchOfKey = (userId: string, key: string): Promise<KeyedBatch | undefined> =>
  db()
    .selectFrom("batches")
    .select(["id", "payload_digest", "size"])
    .where("user_id", "=", userId)
    .where("idempotency_key", "=", key)
    .executeTakeFirst();

/** Of longer batches no change offers its own undo: each needs a look at the store. */
const UNDO_SIZE = 50;

/**
 * How a batch stands, its changes in order. One's own, and everybody's for who may change things. Throws NOT_FOUND,
 * also for somebody else's batch.
 */
export async function getBatchOutcome(viewer: Viewer, batchId: string): Promise<BatchOutcome> {
  await readBatch(viewer, batchId);
  return outcomeOf(viewer, batchId);
}

/** The same of a batch that is known to be the viewer's to see. */
export async function outcomeOf(viewer: Viewer, batchId: string): Promise<BatchOutcome> {
  const rows = await db()
    .selectFrom("changes")
    .selectAll()
    .where("batch_id", "=", batchId)
    .orderBy("seq")
    .execute();
  const changes: ChangeOutcome[] = [];
  for (const row of rows) changes.push(await toOutcome(viewer, row, rows.length <= UNDO_SIZE));
  return { batchId, finished: rows.every((row) => hasEnded(row.state)), changes };
}

/** Changes of a batch that have not ended. */
export async function unfinishedCount(batchId: string): Promise<number> {
  const row = await db()
    .selectFrom("changes")
    .select(({ fn }) => fn.countAll<number | string>().as("n"))
    .where("batch_id", "=", batchId)
    .where("state", "in", ["pending", "running"])
    .executeTakeFirst();
  return Number(row?.n ?? 0);
}

/** One change as it leaves the server, in words. */
async function toOutcome(viewer: Viewer, row: ChangeRow, withUndo: boolean): Promise<ChangeOutcome> {
  const { title, subject, before, after } = descriptionOf(row);
  const { createdTeamId } = resultOf(row);
  const undo = withUndo && row.state === "done" ? await inverseOf(viewer, row) : undefined;
  return {
    id: row.id,
    batchId: row.batch_id,
    kind: row.kind,
    state: row.state,
    ...(row.code ? { code: row.code as ErrorCode } : {}),
    ...(row.reason ? { reason: row.reason } : {}),
    ...{ title, subject, before, after },
    sentence: sentenceOf(row),
    lists: listsOf(row),
    ...(row.team_id ? { teamId: row.team_id } : {}),
    ...(createdTeamId ? { createdTeamId } : {}),
    ...(undo && !("none" in undo) ? { undo } : {}),
    ...(row.started_at ? { startedAt: row.started_at } : {}),
    ...(row.ended_at ? { endedAt: row.ended_at } : {}),
  };
}

/** Lists that a change is about. */
export const listsOf = (row: ChangeRow): ListRef[] => kindOf(row.kind).lists(viewOf(row).input);

/** What happened, as a toast says it. The reason of a failure stands apart. */
function sentenceOf(row: ChangeRow): string {
  const { claim, attempt, skipped } = kindOf(row.kind).phrases(viewOf(row));
  switch (row.state) {
    case "done":
      return claim;
    case "skipped":
      return resultOf(row).gone ? skipped : (row.reason ?? skipped);
    case "failed":
      return `Could not ${attempt}`;
    case "unknown":
      return `It is not known whether ${claim}`;
    case "cancelled":
      return `Cancelled: ${descriptionOf(row).title}`;
    default:
      return descriptionOf(row).title;
  }
}

/** What of a journal row its kind looks at. */
export type ViewedRow = Pick<
  ChangeRow,
  "connection_id" | "team_id" | "input" | "before" | "role_before" | "lock" | "result" | "description"
>;

/** A journal row as a kind's words and inverse see it. */
export const viewOf = (row: ViewedRow): ChangeView<ChangeKindName> => ({
  connectionId: row.connection_id,
  teamId: row.team_id ?? undefined,
  input: inputOf(row) as Parameters<AnyKind["target"]>[0],
  before: beforeOf(row),
  result: resultOf(row),
  description: descriptionOf(row),
});

/** A change in one of these has happened, or will, or may have. */
export const TAKES_EFFECT = ["pending", "running", "done", "unknown"] as const;

/** The request that would take a change back, or why there is none. */
export async function inverseOf(viewer: Viewer, row: ChangeRow): Promise<ChangeRequest | { none: string }> {
  if (row.state !== "done") return { none: "It did not happen" };
  const undone = await db()
    .selectFrom("changes")
    .select("id")
    .where("undo_of", "=", row.id)
    .where("state", "in", TAKES_EFFECT)
    .executeTakeFirst();
  if (undone) return { none: "It was undone already" };
  const kind = kindOf(row.kind);
  const never = kind.never?.(viewOf(row));
  if (never !== undefined || !kind.inverse) return { none: never ?? "It cannot be undone" };
  const inverse = await kind.inverse(viewOf(row));
  if ("none" in inverse) return inverse;
  return can(viewer, inverse.kind) ? inverse : { none: "You may not do that" };
}

/** Throws CONFLICT unless the changes are exactly what would take the change back now. */
export async function assertUndoes(
  viewer: Viewer,
  changeId: string,
  changes: readonly ChangeRequest[],
): Promise<void> {
  const row = await db().selectFrom("changes").selectAll().where("id", "=", changeId).executeTakeFirst();
  if (!row) throw new AppError("NOT_FOUND", { reason: "The change to undo is not known" });
  const inverse = await inverseOf(viewer, row);
  if ("none" in inverse) throw new AppError("CONFLICT", { reason: inverse.none });
  const input = CHANGE_INPUTS[inverse.kind].safeParse(inverse.input);
  const wanted = canonicalize([{ kind: inverse.kind, input: input.data }]);
  if (canonicalize(changes) !== wanted)
    throw new AppError("CONFLICT", { reason: "This is not what would undo it any more" });
}
