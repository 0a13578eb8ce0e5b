"use server";

import { action } from "#lib/access/action/client.ts";
import { recordOffboarding, tickItem } from "#lib/changes/offboarding/mutations.ts";
import { readLeaving } from "#lib/changes/offboarding/record.ts";
import { beginRefresh } from "#lib/changes/offboarding/refresh.ts";
import {
  beginOffboardingSchema,
  recordOffboardingSchema,
  tickItemSchema,
} from "#lib/changes/offboarding/schema.ts";

/** Asks for a fresh copy of everything that may hold this person. */
export const beginOffboardingAction = action
  .metadata({ permission: "offboarding.begin" })
  .inputSchema(beginOffboardingSchema)
  .action(async ({ parsedInput }) => beginRefresh(parsedInput.personId));

/** Keeps the checklist and what was not reached beside the batch that was begun. */
export const recordOffboardingAction = action
  .metadata({ permission: "offboarding.begin" })
  .inputSchema(recordOffboardingSchema)
  .action(async ({ parsedInput, ctx }) => {
    const leaving = await readLeaving(ctx.viewer, parsedInput.batchId, parsedInput.personId);
    await recordOffboarding(ctx.viewer, { ...parsedInput, ...leaving });
    return { batchId: parsedInput.batchId };
  });

export const tickItemAction = action
  .metadata({ permission: "offboarding.tick" })
  .inputSchema(tickItemSchema)
  .action(async ({ parsedInput: { batchId, key, done }, ctx }) => {
    await tickItem(ctx.viewer, batchId, key, done);
    return { key, done };
  });
