import "server-only";
import { readBatch } from "#lib/changes/journal/batch-row.ts";
import { descriptionOf, resultOf } from "#lib/changes/journal/journal.ts";
import { inverseOf, viewOf } from "#lib/changes/journal/undo.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import type { BatchOutcome, ChangeOutcome, ListRef } from "#lib/changes/schema.ts";
import type { ChangeRow } from "#lib/changes/types.ts";
import { hasEnded } from "#lib/core/change-names.ts";
import type { ErrorCode } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";

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
