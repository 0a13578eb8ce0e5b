"use server";

import { revalidatePath } from "next/cache";
import { action } from "#lib/access/action/client.ts";
import { setGrantsSchema } from "#lib/core/limits.ts";
import { setGrants } from "./mutations.ts";

/** Limits a user or a role to some connections and teams, or takes the limit away. See `setGrants` for what it throws. */
export const setGrantsAction = action
  .metadata({ permission: "grant.set" })
  .inputSchema(setGrantsSchema)
  .action(async ({ parsedInput, ctx }) => {
    await setGrants(ctx.viewer, parsedInput);
    revalidatePath("/settings/users");
    return { isLimited: parsedInput.granted !== null };
  });
