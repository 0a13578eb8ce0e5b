import "server-only";
import { seesAllBatches } from "#lib/changes/journal/data.ts";
import { tokenOfRow, tokensOf } from "#lib/changes/journal/tokens.ts";
import { planShown } from "#lib/changes/kept/plan-now.ts";
import { askedOf } from "#lib/changes/kept/stored.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { byToken } from "#lib/core/token-words.ts";
import { db } from "#lib/store/db/connection.ts";
import { dueWords } from "./due.ts";
import { plannable } from "./judge.ts";
import type { ScheduleLine, ScheduleShown } from "./schema.ts";
import { heldOf, readSchedule, type StoredSchedule } from "./stored.ts";

const FORMER = "a former user";
const isWaiting = ({ state }: Pick<StoredSchedule, "state">): boolean =>
  state === "scheduled" || state === "held";

/** What waits for its time or did, planned anew where it still waits. Undefined where there is none, or not for the viewer. */
export async function getSchedule(viewer: Viewer, id: string): Promise<ScheduleShown | undefined> {
  const row = await readSchedule(viewer, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "NOT_FOUND") return undefined;
    throw error;
  });
  if (!row) return undefined;
  const [user, approval] = await Promise.all([
    db().selectFrom("users").select(["name", "email"]).where("id", "=", row.user_id).executeTakeFirst(),
    row.approval_id === null
      ? undefined
      : db()
          .selectFrom("approvals")
          .select(["id", "state"])
          .where("id", "=", row.approval_id)
          .executeTakeFirst(),
  ]);
  const asked = askedOf(row);
  return {
    ...lineOf(row, byToken(user ? user.name || user.email : FORMER, await tokenOfRow(row))),
    ...(user ? { byEmail: user.email } : {}),
    createdAt: row.created_at,
    size: row.size,
    isMine: row.user_id === viewer.userId,
    ...(row.batch_id ? { batchId: row.batch_id } : {}),
    ...(row.late_ms === null ? {} : { lateMinutes: Math.round(row.late_ms / 60_000) }),
    ...(approval ? { approval } : {}),
    ...(isWaiting(row) ? { plan: await planShown(viewer, row, await plannable(row)) } : {}),
    heldLines: Object.entries(heldOf(row)).map(([place, reason]) => ({
      title: asked[Number(place)]?.title ?? "A change",
      reason,
    })),
  };
}

function lineOf(row: StoredSchedule, by: string): ScheduleLine {
  return {
    ...{ id: row.id, kind: row.kind, name: row.name, state: row.state, dueAt: row.due_at },
    when: dueWords(row),
    at: { date: row.local_date, time: row.local_time, zone: row.zone },
    ...(row.reason ? { reason: row.reason } : {}),
    by,
  };
}

/** What waits, in the order of its time: what the viewer may see of it, and so many at most. */
export async function listWaiting(viewer: Viewer, limit: number): Promise<ScheduleLine[]> {
  let rows = db().selectFrom("schedules").where("state", "in", ["scheduled", "held"]);
  if (!seesAllBatches(viewer)) rows = rows.where("user_id", "=", viewer.userId);
  const found = await rows.selectAll().orderBy("due_at").orderBy("id").limit(limit).execute();
  const ids = [...new Set(found.map((row) => row.user_id))];
  const users =
    ids.length === 0
      ? []
      : await db().selectFrom("users").select(["id", "name", "email"]).where("id", "in", ids).execute();
  const names = new Map(users.map((user) => [user.id, user.name || user.email]));
  const tokens = await tokensOf(found.map((row) => row.token_id));
  return found.map((row) =>
    lineOf(row, byToken(names.get(row.user_id) ?? FORMER, tokens.get(row.token_id ?? ""))),
  );
}
