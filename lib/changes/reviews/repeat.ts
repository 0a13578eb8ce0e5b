import "server-only";
import { REMINDERS } from "#lib/changes/reviews/constants.ts";
import { insertReview } from "#lib/changes/reviews/create.ts";
import { type StoredReview, scopeIn } from "#lib/changes/reviews/stored.ts";
import { tellDue } from "#lib/changes/reviews/telling.ts";
import { nowMs } from "#lib/core/clock.ts";
import { newId } from "#lib/core/ids.ts";
import { logError } from "#lib/core/log.ts";
import { db, transact } from "#lib/store/db/connection.ts";

const MONTHS = 3;

/** The same day so many months later, or the last one of that month. */
export function monthsLater(iso: string, months: number): string {
  const at = new Date(iso);
  const day = at.getUTCDate();
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() + months);
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  at.setUTCDate(Math.min(day, last));
  return at.toISOString();
}

const MONTH = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });

/** "Quarterly review, February 2027": the name with the month in which it is due, once. */
const nameFor = (name: string, dueAt: string): string =>
  `${name.replace(/, [A-Z][a-z]+ \d{4}$/, "").slice(0, 100)}, ${MONTH.format(new Date(dueAt))}`;

/** Begins the next one of each review that is repeated, three months after it began. Each is repeated once, in one process. */
export async function repeatDue(): Promise<void> {
  const rows = await db()
    .selectFrom("reviews")
    .selectAll()
    .where("repeats", "=", 1)
    .where("state", "!=", "cancelled")
    .where("id", "not in", (taken) =>
      taken
        .selectFrom("reviews as next")
        .select("next.previous_id")
        .where("next.previous_id", "is not", null)
        .$castTo<{ previous_id: string }>(),
    )
    .execute();
  for (const review of rows) {
    if (Date.parse(monthsLater(review.created_at, MONTHS)) > nowMs()) continue;
    try {
      await repeat(review);
    } catch (error) {
      logError(error, { at: "repeatDue", reviewId: review.id });
    }
  }
}

async function repeat(review: StoredReview): Promise<void> {
  const dueAt = monthsLater(review.due_at, MONTHS);
  await transact(async (tx) => {
    // Whoever comes second finds it: the row of the review that is repeated is taken first.
    await tx.updateTable("reviews").set({ repeats: 1 }).where("id", "=", review.id).execute();
    const next = await tx
      .selectFrom("reviews")
      .select("id")
      .where("previous_id", "=", review.id)
      .executeTakeFirst();
    if (next) return;
    await insertReview(tx, "system", {
      ...{
        id: newId(),
        name: nameFor(review.name, dueAt),
        scope: scopeIn(review),
        undecided: review.undecided,
      },
      ...{ repeats: true, dueAt, createdBy: review.created_by, previousId: review.id },
    });
  });
}

/** Reminds reviewers who still have rows: a week and a day before the date, and at it. Each reminder once over all processes. */
export async function remindReviewers(): Promise<void> {
  const soon = new Date(nowMs() + REMINDERS[0].beforeMs).toISOString();
  const rows = await db()
    .selectFrom("reviews")
    .selectAll()
    .where("state", "=", "open")
    .where("due_at", "<=", soon)
    .execute();
  for (const review of rows) {
    const due = REMINDERS.filter(({ beforeMs }) => Date.parse(review.due_at) - beforeMs <= nowMs());
    const newest = due.at(-1);
    if (!newest || (review.told & newest.bit) !== 0) continue;
    const told = due.reduce((bits, { bit }) => bits | bit, review.told);
    await transact(async (tx) => {
      const mine = await tx
        .updateTable("reviews")
        .set({ told })
        .where("id", "=", review.id)
        .where("state", "=", "open")
        .where("told", "=", review.told)
        .returning("id")
        .executeTakeFirst();
      if (mine) await tellDue(tx, review, newest.beforeMs);
    });
  }
}
