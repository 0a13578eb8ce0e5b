import "server-only";
import {
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import { z } from "zod";
import { clearStep, readStep, writeStep } from "#lib/access/auth/next-auth.ts";
import { env } from "#lib/core/env.ts";
import { discover } from "./discovery.ts";
import { OidcError } from "./problems.ts";
import type { OidcProvider } from "./schema.ts";

const FLOW_SECONDS = 600;

const flowSchema = z.object({
  provider: z.string(),
  purpose: z.enum(["sign-in", "join", "connect", "step-up"]),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
  /** Of an invite. */
  token: z.string().optional(),
  /** The session that began it: another one must not end it. */
  sessionId: z.string().optional(),
  /** When it began, in seconds. */
  at: z.number(),
});

/** What a browser keeps, sealed, between leaving for a provider and coming back. */
export type Flow = z.infer<typeof flowSchema>;
export type Beginning = Pick<Flow, "purpose" | "returnTo" | "token" | "sessionId">;

/** Where a provider sends people back to; it has to be registered there. */
export const callbackUrl = (provider: Pick<OidcProvider, "id">): string =>
  `${env().ROLLCALL_URL}/api/auth/oidc/${provider.id}/callback`;

/** Begins a flow in this browser (code with PKCE, state and nonce) and answers where it goes on. Only in an action. Throws `OidcError`. */
export async function beginFlow(provider: OidcProvider, beginning: Beginning): Promise<string> {
  const configuration = await discover(provider);
  const flow: Flow = {
    ...beginning,
    provider: provider.id,
    state: randomState(),
    nonce: randomNonce(),
    verifier: randomPKCECodeVerifier(),
    at: Math.floor(Date.now() / 1000),
  };
  await writeStep("oidc", flow, FLOW_SECONDS);
  return buildAuthorizationUrl(configuration, {
    redirect_uri: callbackUrl(provider),
    scope: provider.scopes.join(" "),
    state: flow.state,
    nonce: flow.nonce,
    code_challenge: await calculatePKCECodeChallenge(flow.verifier),
    code_challenge_method: "S256",
    // A proof has to be fresh: the provider asks for it again, and says when it did.
    ...(flow.purpose === "step-up" ? { prompt: "login", max_age: "0" } : {}),
  }).href;
}

/** The flow that this browser began, taken back so that it ends once. Only in a route handler. Throws `OidcError`. */
export async function takeFlow(providerId: string, state: string | null): Promise<Flow> {
  const parsed = flowSchema.safeParse(await readStep("oidc"));
  if (!parsed.success || parsed.data.provider !== providerId || parsed.data.state !== state)
    throw new OidcError("expired", "no flow of this browser has this state");
  await clearStep("oidc");
  return parsed.data;
}
