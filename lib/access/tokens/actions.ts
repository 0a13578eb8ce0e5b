"use server";

import { revalidatePath } from "next/cache";
import { action } from "#lib/access/action/client.ts";
import { createToken, endToken } from "./mutations.ts";
import { createTokenSchema, tokenIdSchema } from "./schema.ts";

/** Answers the token, for the only time. */
export const createTokenAction = action
  .metadata({ permission: "token.create" })
  .inputSchema(createTokenSchema)
  .action(async ({ parsedInput, ctx }) => createToken(ctx.viewer, parsedInput));

export const endTokenAction = action
  .metadata({ permission: "token.end" })
  .inputSchema(tokenIdSchema)
  .action(async ({ parsedInput: { id }, ctx }) => {
    await endToken(ctx.viewer, id);
    revalidatePath("/settings/tokens");
    return { id };
  });
