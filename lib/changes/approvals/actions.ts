"use server";

import { revalidatePath } from "next/cache";
import { action } from "#lib/access/action/client.ts";
import { requireStepUpFor } from "#lib/access/auth/step-up.ts";
import { approveRequest, refuseRequest, withdrawRequest } from "./decide.ts";
import { setRules } from "./rules.ts";
import { approveSchema, refuseSchema, setRulesSchema, withdrawSchema } from "./schema.ts";

/** Approves and runs somebody else's request; "changed" where the plan is another one by now. See `approveRequest`. */
export const approveAction = action
  .metadata({ permission: "approval.decide" })
  .inputSchema(approveSchema)
  .action(async ({ parsedInput: { id, planDigest }, ctx }) => {
    const answer = await approveRequest(ctx.viewer, id, planDigest, (changes) =>
      requireStepUpFor(ctx.viewer, changes),
    );
    revalidatePath("/approvals");
    return answer;
  });

/** Refuses somebody else's request. Throws CONFLICT, NOT_FOUND. */
export const refuseAction = action
  .metadata({ permission: "approval.decide" })
  .inputSchema(refuseSchema)
  .action(async ({ parsedInput: { id, reason }, ctx }) => {
    await refuseRequest(ctx.viewer, id, reason);
    revalidatePath("/approvals");
    return { id };
  });

/** Takes one's own request back. Throws CONFLICT, NOT_FOUND. */
export const withdrawAction = action
  .metadata({ permission: "approval.read" })
  .inputSchema(withdrawSchema)
  .action(async ({ parsedInput: { id }, ctx }) => {
    await withdrawRequest(ctx.viewer, id);
    revalidatePath("/approvals");
    return { id };
  });

/** Sets which changes need approval, and how long a request waits. */
export const setRulesAction = action
  .metadata({ permission: "approval.setRules" })
  .inputSchema(setRulesSchema)
  .action(async ({ parsedInput, ctx }) => {
    await setRules(ctx.viewer, parsedInput);
    revalidatePath("/settings/approvals");
    return { kinds: parsedInput.rules.length };
  });
