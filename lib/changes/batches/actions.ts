"use server";

import { action } from "#lib/access/action/client.ts";
import { requireStepUpFor } from "#lib/access/auth/step-up.ts";
import { cancelBatch, pauseBatch, resumeBatch } from "#lib/changes/batches/control.ts";
import { retryBatch } from "#lib/changes/batches/retry.ts";
import { batchControlSchema, batchRetrySchema } from "#lib/changes/batches/schema.ts";

/** Begins nothing more. Throws CONFLICT unless the batch is running. */
export const pauseBatchAction = action
  .metadata({ permission: "batch.control" })
  .inputSchema(batchControlSchema)
  .action(({ parsedInput, ctx }) => pauseBatch(ctx.viewer, parsedInput.batchId));

/** Goes on. Throws CONFLICT unless the batch is paused. */
export const resumeBatchAction = action
  .metadata({ permission: "batch.control" })
  .inputSchema(batchControlSchema)
  .action(({ parsedInput, ctx }) => resumeBatch(ctx.viewer, parsedInput.batchId));

/** Cancels what has not begun. Throws CONFLICT when the batch has ended. */
export const cancelBatchAction = action
  .metadata({ permission: "batch.control" })
  .inputSchema(batchControlSchema)
  .action(({ parsedInput, ctx }) => cancelBatch(ctx.viewer, parsedInput.batchId));

/** Tries again what failed. See `retryBatch` for what it throws. */
export const retryBatchAction = action
  .metadata({ permission: "batch.control" })
  .inputSchema(batchRetrySchema)
  .action(({ parsedInput, ctx }) =>
    retryBatch(ctx.viewer, parsedInput.batchId, parsedInput.values, (changes, tx) =>
      requireStepUpFor(ctx.viewer, changes, tx),
    ),
  );
