"use server";

import { revalidatePath } from "next/cache";
import { action } from "#lib/access/action/client.ts";
import { closeWithoutBatch } from "./closing.ts";
import { cancelReview, createReview } from "./create.ts";
import { decide } from "./decide.ts";
import { delegate } from "./delegate.ts";
import { createReviewSchema, decideSchema, delegateSchema, reviewIdSchema } from "./schema.ts";

/** Begins an access review. Throws INVALID_INPUT. */
export const createReviewAction = action
  .metadata({ permission: "review.create" })
  .inputSchema(createReviewSchema)
  .action(async ({ parsedInput, ctx }) => {
    const id = await createReview(ctx.viewer, parsedInput);
    revalidatePath("/reviews");
    return { id };
  });

/** Ends a review without closing it. Throws CONFLICT, NOT_FOUND. */
export const cancelReviewAction = action
  .metadata({ permission: "review.create" })
  .inputSchema(reviewIdSchema)
  .action(async ({ parsedInput: { reviewId }, ctx }) => {
    await cancelReview(ctx.viewer, reviewId);
    revalidatePath("/reviews");
    return { id: reviewId };
  });

/** Decides about rows of one's own. See `decide`. */
export const decideAction = action
  .metadata({ permission: "review.decide" })
  .inputSchema(decideSchema)
  .action(({ parsedInput, ctx }) => decide(ctx.viewer, parsedInput));

/** Gives open rows to somebody else. See `delegate`. */
export const delegateAction = action
  .metadata({ permission: "review.delegate" })
  .inputSchema(delegateSchema)
  .action(({ parsedInput, ctx }) => delegate(ctx.viewer, parsedInput));

/** Closes a review at which nothing is to do. Throws CONFLICT. */
export const closeReviewAction = action
  .metadata({ permission: "review.close" })
  .inputSchema(reviewIdSchema)
  .action(async ({ parsedInput: { reviewId }, ctx }) => {
    await closeWithoutBatch(ctx.viewer, reviewId);
    revalidatePath("/reviews");
    return { id: reviewId };
  });
