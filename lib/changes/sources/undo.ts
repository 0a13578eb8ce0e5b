import "server-only";
import { setImmediate } from "node:timers/promises";
import { inverseOf, readBatch } from "#lib/changes/journal/data.ts";
import { descriptionOf } from "#lib/changes/journal/journal.ts";
import { getTeamRef } from "#lib/changes/kinds/refs.ts";
import { cannot } from "#lib/changes/sources/line.ts";
import type { ChangeRow, SourceLine } from "#lib/changes/types.ts";
import { hasEnded } from "#lib/core/change-names.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { vendorNamed } from "#lib/vendors/ids.ts";

const BREATH = 50;

/**
 * What takes back the changes of a batch that were done, last one first; those that cannot be taken back stand among
 * them with the reason. Throws NOT_FOUND, and CONFLICT while the batch has not ended.
 */
export async function undoLines(viewer: Viewer, batchId: string): Promise<SourceLine[]> {
  const batch = await readBatch(viewer, batchId);
  if (batch.state === "running" || batch.state === "paused")
    throw new AppError("CONFLICT", { reason: "The batch has not ended yet: cancel it or wait" });
  const rows = await db()
    .selectFrom("changes")
    .selectAll()
    .where("batch_id", "=", batchId)
    .where("state", "=", "done")
    .orderBy("seq", "desc")
    .execute();
  if (rows.length === 0) throw new AppError("CONFLICT", { reason: "Nothing of this batch was done" });
  const lines: SourceLine[] = [];
  for (const [index, row] of rows.entries()) {
    if (index % BREATH === BREATH - 1) await setImmediate();
    lines.push(await lineOf(viewer, row));
  }
  return lines;
}

/**
 * What takes one change back, or the reason why nothing does: also where somebody has changed it again since. Throws
 * NOT_FOUND, and CONFLICT while it has not ended.
 */
export async function undoLine(viewer: Viewer, changeId: string): Promise<SourceLine[]> {
  const row = await db().selectFrom("changes").selectAll().where("id", "=", changeId).executeTakeFirst();
  if (!row) throw new AppError("NOT_FOUND", { reason: "The change to undo is not known" });
  await readBatch(viewer, row.batch_id);
  if (!hasEnded(row.state)) throw new AppError("CONFLICT", { reason: "The change has not ended yet" });
  return [await lineOf(viewer, row)];
}

async function lineOf(viewer: Viewer, row: ChangeRow): Promise<SourceLine> {
  if (row.team_id !== null && !(await getTeamRef(row.team_id))) return notUndone(row, "The team is gone");
  const inverse = await inverseOf(viewer, row);
  return "none" in inverse ? notUndone(row, inverse.none) : { request: inverse, undoOf: row.id };
}

function notUndone(row: ChangeRow, reason: string): SourceLine {
  const { title, subject, teamName, vendorName } = descriptionOf(row);
  return cannot({ kind: row.kind, vendor: vendorNamed(vendorName), teamName, title, subject }, reason);
}
