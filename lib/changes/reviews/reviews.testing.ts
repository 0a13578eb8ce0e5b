import { setTimeout as sleep } from "node:timers/promises";
import { createReview } from "#lib/changes/reviews/create.ts";
import { decide } from "#lib/changes/reviews/decide.ts";
import { delegate } from "#lib/changes/reviews/delegate.ts";
import { readOn } from "#lib/changes/reviews/freeze.ts";
import type { CreateReview, Decide, Delegate } from "#lib/changes/reviews/schema.ts";
import { createReviewSchema, decideSchema, delegateSchema } from "#lib/changes/reviews/schema.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { runList } from "#lib/directory/sync/run.ts";
import { db } from "#lib/store/db/connection.ts";

const IN_A_MONTH = 30 * 86_400_000;

type Scope = CreateReview["scope"];
export type Wanted = Partial<Omit<CreateReview, "scope">> & { scope?: Partial<Scope> };

/** A review of everything, or of what is said, that its creator decides about alone. */
export const begin = (viewer: Viewer, { scope, ...wanted }: Wanted = {}): Promise<string> =>
  createReview(
    viewer,
    createReviewSchema.parse({
      name: "Quarterly",
      dueAt: new Date(Date.now() + IN_A_MONTH).toISOString(),
      undecided: "open",
      ...wanted,
      scope: {
        what: { of: "everything" },
        only: {},
        reviewers: { fallback: viewer.userId },
        ...scope,
      },
    }),
  );

/** Has the job go on until the review is open, reading by hand what it asks for. What fails is left failed. */
export async function untilOpen(reviewId: string): Promise<void> {
  for (let round = 0; round < 250; round++) {
    await readOn();
    const { state } = await db()
      .selectFrom("reviews")
      .select("state")
      .where("id", "=", reviewId)
      .executeTakeFirstOrThrow();
    if (state !== "reading") return;
    const lists = await db().selectFrom("lists").select("id").where("requested_at", "is not", null).execute();
    for (const { id } of lists) await runList(id);
    // One that is read in the background just now ends by itself.
    await sleep(10);
  }
  throw new Error("the review did not open");
}

export const opened = async (viewer: Viewer, wanted: Wanted = {}): Promise<string> => {
  const id = await begin(viewer, wanted);
  await untilOpen(id);
  return id;
};

export const decided = (viewer: Viewer, asked: Decide) => decide(viewer, decideSchema.parse(asked));
export const delegated = (viewer: Viewer, asked: Delegate) => delegate(viewer, delegateSchema.parse(asked));

export const itemsIn = (reviewId: string) =>
  db()
    .selectFrom("review_items")
    .selectAll()
    .where("review_id", "=", reviewId)
    .orderBy("sort_key")
    .orderBy("id")
    .execute();
export const storedReview = (reviewId: string) =>
  db().selectFrom("reviews").selectAll().where("id", "=", reviewId).executeTakeFirstOrThrow();
