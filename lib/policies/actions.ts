"use server";

import { action } from "#lib/action/client.ts";
import { actorOf } from "#lib/auth/actor.ts";
import { createPolicy, deletePolicy, updatePolicy } from "#lib/policies/mutations.ts";
import { createPolicySchema, policyIdSchema, updatePolicySchema } from "#lib/policies/schema.ts";

export const createPolicyAction = action
  .metadata({ permission: "policy.create" })
  .inputSchema(createPolicySchema)
  .action(async ({ parsedInput, ctx }) => ({ id: await createPolicy(actorOf(ctx.viewer), parsedInput) }));

export const updatePolicyAction = action
  .metadata({ permission: "policy.update" })
  .inputSchema(updatePolicySchema)
  .action(async ({ parsedInput: { id, days }, ctx }) => {
    await updatePolicy(actorOf(ctx.viewer), id, days);
    return { id, days };
  });

export const deletePolicyAction = action
  .metadata({ permission: "policy.delete" })
  .inputSchema(policyIdSchema)
  .action(async ({ parsedInput: { id }, ctx }) => {
    await deletePolicy(actorOf(ctx.viewer), id);
    return { id };
  });
