import "server-only";
import type { Selectable } from "kysely";
import { seesAllBatches } from "#lib/changes/journal/data.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { outsideViews } from "#lib/store/db/view.ts";

export type StoredSchedule = Selectable<Tables["schedules"]>;

/** Of one that began in part: why each line that is left was held, by its place. */
export const heldOf = (row: Pick<StoredSchedule, "held">): Record<string, string> =>
  row.held === null ? {} : (JSON.parse(row.held) as Record<string, string>);

/** The places of the lines that are still to be done: all, or those that were held. */
export const leftOf = (row: Pick<StoredSchedule, "held" | "size">): number[] =>
  row.held === null
    ? Array.from({ length: row.size }, (_, index) => index)
    : Object.keys(heldOf(row)).map(Number);

/** A schedule that the viewer may see: their own, or anybody's for who controls batches. Throws NOT_FOUND. */
export async function readSchedule(viewer: Viewer, id: string): Promise<StoredSchedule> {
  const row = await db().selectFrom("schedules").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row || (row.user_id !== viewer.userId && !seesAllBatches(viewer)))
    throw new AppError("NOT_FOUND", { reason: "Nothing waits here any more" });
  return row;
}

/** Whether somebody else has approved it: what whoever asked approved themself, the rules are asked about again. */
export async function isApprovedByOther({ approval_id }: StoredSchedule): Promise<boolean> {
  if (approval_id === null) return false;
  const request = await outsideViews(() =>
    db()
      .selectFrom("approvals")
      .select(["state", "user_id", "decided_by"])
      .where("id", "=", approval_id)
      .executeTakeFirst(),
  );
  return request?.state === "approved" && request.decided_by !== request.user_id;
}
