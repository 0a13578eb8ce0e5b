import "server-only";
import { judge } from "#lib/changes/approvals/needed.ts";
import { MAX_DAYS } from "#lib/changes/ends/schema.ts";
import type { StoredSchedule } from "#lib/changes/schedules/stored.ts";
import type { Effects } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";

const DAY_MS = 86_400_000;

/**
 * Whether this person may let what ends with `row` last until `dueAt`, or for good where that is absent. Earlier they may
 * whenever they could have given it; longer is given anew as far as rules are concerned, for an approval was for what was
 * seen. Throws FORBIDDEN, CONFLICT where somebody else would have to approve it, INVALID_INPUT for more than a year.
 */
export async function assertMayLast(viewer: Viewer, row: StoredSchedule, dueAt?: string): Promise<void> {
  const given = await db()
    .selectFrom("changes")
    .select(["kind", "effects", "created_at"])
    .where("id", "=", row.ends_change_id)
    .executeTakeFirst();
  if (!given) throw new AppError("NOT_FOUND", { reason: "What it ends is not on record any more" });
  if (!can(viewer, given.kind)) throw new AppError("FORBIDDEN");
  if (dueAt !== undefined && dueAt <= row.due_at) return;
  if (dueAt !== undefined && Date.parse(dueAt) > Date.parse(given.created_at) + MAX_DAYS * DAY_MS)
    throw new AppError("INVALID_INPUT", {
      fields: { date: ["This is more than a year after it was given"] },
    });
  const effects = given.effects === null ? {} : (JSON.parse(given.effects) as Effects);
  if ((await judge(viewer.userId, { ...effects, [given.kind]: 1 })) === "needed")
    throw new AppError("CONFLICT", {
      reason: "Longer needs somebody else's approval: ask for it anew once this has ended",
    });
}
