"use server";

import { revalidatePath } from "next/cache";
import { action } from "#lib/access/action/client.ts";
import { requireStepUpFor } from "#lib/access/auth/step-up.ts";
import { applyPlan } from "./apply.ts";
import { applyByHandSchema } from "./schema.ts";

// The gate below is for being signed in; each change's own kind is its permission, checked when it is planned.

/** Applies a plan that a program of one's own asked for, by hand: with one's own rights and a fresh proof. See `applyPlan`. */
export const applyPlanAction = action
  .metadata({ permission: "team.read" })
  .inputSchema(applyByHandSchema)
  .action(async ({ parsedInput: { key, ...given }, ctx }) => {
    const applied = await applyPlan(ctx.viewer, given, key, (changes, tx) =>
      requireStepUpFor(ctx.viewer, changes, tx),
    );
    revalidatePath(`/plans/${given.planId}`);
    return applied;
  });
