"use server";

import { action } from "#lib/access/action/client.ts";
import { actorOf } from "#lib/access/auth/actor.ts";
import { idOfKey } from "#lib/core/ids.ts";
import { createPolicy, deletePolicy, updatePolicy } from "#lib/directory/policies/mutations.ts";
import {
  createPolicySchema,
  policyIdSchema,
  setTokenDaysSchema,
  updatePolicySchema,
} from "#lib/directory/policies/schema.ts";
import { setTokenDays } from "#lib/directory/policies/token-age.ts";

export const createPolicyAction = action
  .metadata({ permission: "policy.create" })
  .inputSchema(createPolicySchema)
  .action(async ({ parsedInput: { key, ...given }, ctx }) => ({
    id: await createPolicy(actorOf(ctx.viewer), given, idOfKey(ctx.viewer.userId, key)),
  }));

export const updatePolicyAction = action
  .metadata({ permission: "policy.update" })
  .inputSchema(updatePolicySchema)
  .action(async ({ parsedInput: { id, days }, ctx }) => {
    await updatePolicy(actorOf(ctx.viewer), id, days);
    return { id, days };
  });

/** After how many days a stored token counts as old. */
export const setTokenDaysAction = action
  .metadata({ permission: "policy.update" })
  .inputSchema(setTokenDaysSchema)
  .action(async ({ parsedInput: { days }, ctx }) => {
    await setTokenDays(actorOf(ctx.viewer), days);
    return { days };
  });

export const deletePolicyAction = action
  .metadata({ permission: "policy.delete" })
  .inputSchema(policyIdSchema)
  .action(async ({ parsedInput: { id }, ctx }) => {
    await deletePolicy(actorOf(ctx.viewer), id);
    return { id };
  });
