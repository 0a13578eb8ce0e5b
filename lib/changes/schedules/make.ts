import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { expiryFrom, insertRequest } from "#lib/changes/approvals/ask.ts";
import { keep } from "#lib/changes/kept/keep.ts";
import type { Submission } from "#lib/changes/schema.ts";
import type { Guard, Prepared } from "#lib/changes/types.ts";
import { nowMs } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { outsideViews } from "#lib/store/db/view.ts";
import type { At } from "./at.ts";
import { dueOf } from "./due.ts";
import { insertSchedule } from "./insert.ts";

/** What a user's submission with this key became, where that waits for its time or did. */
export const scheduleOfKey = (userId: string, key: string) =>
  outsideViews(() =>
    db()
      .selectFrom("schedules")
      .select(["id", "payload_digest", "due_at", "batch_id", "size", "kind"])
      .where("user_id", "=", userId)
      .where("idempotency_key", "=", key)
      .executeTakeFirst(),
  );

/** So much may wait of one person: each is planned anew when it is due, and stands in everybody's list. */
export const MAX_WAITING = 200;

async function assertRoom(tx: Tx, userId: string): Promise<void> {
  const { n } = await tx
    .selectFrom("schedules")
    .select((row) => row.fn.countAll<number>().as("n"))
    .where("user_id", "=", userId)
    .where("kind", "=", "batch")
    .where("state", "in", ["scheduled", "held"])
    .executeTakeFirstOrThrow();
  if (Number(n) >= MAX_WAITING)
    throw new AppError("CONFLICT", {
      reason: `${MAX_WAITING} of yours wait already: run or cancel some first`,
    });
}

/**
 * Keeps a plan until its time. Where somebody else has to approve it they are asked at once, and have until then at least.
 * Undefined where the key was taken by then: nothing was written. Throws INVALID_INPUT for a time that is none, or past,
 * CONFLICT where too much of theirs waits, and what the guard throws.
 */
export async function scheduleChanges(
  viewer: Viewer,
  asked: {
    submission: Submission;
    at: At;
    digest: string;
    needsApproval: boolean;
    ownerMay: boolean;
    guard?: Guard | undefined;
  },
  prepared: readonly Prepared[],
): Promise<{ scheduleId: string; dueAt: string } | undefined> {
  const { submission, digest } = asked;
  const due = dueOf(asked.at);
  const id = newId();
  const keeping = await keep(submission, prepared, { table: "schedules", id });
  const approvalId = asked.needsApproval ? newId() : undefined;
  const expiresAt = [await expiryFrom(nowMs()), due.due_at].toSorted().at(-1) ?? due.due_at;
  const isMade = await transact(async (tx) => {
    await asked.guard?.(prepared, tx);
    await assertRoom(tx, viewer.userId);
    const made = await insertSchedule(tx, actorOf(viewer), {
      ...{ id, kind: "batch", userId: viewer.userId, due, key: submission.key, digest },
      ...{ columns: keeping.columns, places: keeping.places, tokenId: viewer.token?.id ?? null },
      ...(approvalId ? { approvalId } : {}),
    });
    if (!made || !approvalId) return made !== undefined;
    // The values wait in one place: with what will use them.
    const columns = { ...keeping.columns, sealed_values: null };
    return insertRequest(tx, viewer, {
      ...{ id: approvalId, key: submission.key, digest, expiresAt, ownerMay: asked.ownerMay },
      keeping: { ...keeping, columns },
    });
  });
  return isMade ? { scheduleId: id, dueAt: due.due_at } : undefined;
}
