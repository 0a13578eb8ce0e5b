"use server";
import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { z } from "zod";
import { action, publicAction } from "#lib/access/action/client.ts";
import { actorOf } from "#lib/access/auth/actor.ts";
import { requestOrigin } from "#lib/access/auth/request.ts";
import { safeReturnTo } from "#lib/access/auth/return-to.ts";
import { AppError } from "#lib/core/errors.ts";
import { logError } from "#lib/core/log.ts";
import { findProvider } from "./config.ts";
import { type Beginning, beginFlow } from "./flow.ts";
import { disconnectIdentity } from "./mutations.ts";
import { OidcError, problemWords } from "./problems.ts";
import { beginSchema, providerIdSchema } from "./schema.ts";

async function begin(providerId: string, beginning: Beginning): Promise<{ url: string }> {
  const provider = findProvider(providerId);
  if (!provider)
    throw new AppError("NOT_FOUND", { reason: "This way of signing in is not set up any more." });
  try {
    return { url: await beginFlow(provider, beginning) };
  } catch (error) {
    if (!(error instanceof OidcError)) throw error;
    logError(error, { provider: provider.id });
    throw new AppError("CONFLICT", { reason: problemWords(error.problem, provider.name) ?? "" });
  }
}

/** Begins to sign in, or to take an invite up, with a provider; answers where to go. */
export const beginOidcAction = publicAction
  .inputSchema(beginSchema)
  .action(({ parsedInput: { provider, returnTo, token } }) =>
    begin(provider, {
      purpose: token === undefined ? "sign-in" : "join",
      returnTo: safeReturnTo(returnTo),
      ...(token === undefined ? {} : { token }),
    }),
  );

/** Begins to connect one's account at a provider; answers where to go. */
export const connectAction = action
  .metadata({ permission: "profile.connect" })
  .inputSchema(providerIdSchema)
  .action(({ parsedInput: { provider }, ctx: { viewer } }) =>
    begin(provider, {
      purpose: "connect",
      returnTo: "/settings/profile",
      sessionId: viewer.sessionId,
    }),
  );

/** Begins to prove with a provider that this session is still its owner's; answers where to go. */
export const proveWithProviderAction = action
  .metadata({ permission: "profile.stepUp" })
  .inputSchema(providerIdSchema)
  .action(({ parsedInput: { provider }, ctx: { viewer } }) =>
    begin(provider, { purpose: "step-up", returnTo: "/", sessionId: viewer.sessionId }),
  );

export const disconnectAction = action
  .metadata({ permission: "profile.connect" })
  .inputSchema(z.strictObject({ identityId: z.string().max(64) }))
  .action(async ({ parsedInput: { identityId }, ctx: { viewer } }) => {
    const actor = actorOf(viewer, requestOrigin(await headers()).address);
    await disconnectIdentity(viewer, actor, identityId);
    revalidatePath("/settings/profile");
  });
