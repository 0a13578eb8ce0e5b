import "server-only";
import {
  AuthorizationResponseError,
  authorizationCodeGrant,
  type Configuration,
  fetchUserInfo,
  type IDToken,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from "openid-client";
import { type Claimed, claimAt, joinedClaims, readClaims } from "./claims.ts";
import { discover, oidcErrorFrom } from "./discovery.ts";
import { callbackUrl, type Flow } from "./flow.ts";
import { OidcError } from "./problems.ts";
import type { OidcProvider } from "./schema.ts";

const CLOCK_S = 60;
const MOST_AGE_S = 600;
const MOST_SUBJECT = 255;

/** What went wrong, for the person: the provider said no, or its answer is not to be believed. */
function problemOf(error: unknown): OidcError {
  if (error instanceof AuthorizationResponseError)
    return error.error === "access_denied"
      ? new OidcError("cancelled")
      : new OidcError("refused", error.error.slice(0, 60));
  if (error instanceof ResponseBodyError)
    return new OidcError(
      "refused",
      `the token endpoint answered ${error.status} ${error.error.slice(0, 60)}`,
    );
  if (error instanceof WWWAuthenticateChallengeError)
    return new OidcError("refused", `the token endpoint answered ${error.status}`);
  return oidcErrorFrom(error, "untrusted", "its answer");
}

/** What only the userinfo endpoint says; the ID token's own claims stand. */
async function withUserinfo(
  provider: OidcProvider,
  configuration: Configuration,
  claims: IDToken,
  accessToken: string,
): Promise<Record<string, unknown>> {
  const isAddressWhole =
    claims.email !== undefined &&
    (claims.email_verified !== undefined || provider.assumeEmailVerified === true);
  const isEnough =
    isAddressWhole && (provider.roleClaim === undefined || claimAt(claims, provider.roleClaim) !== undefined);
  if (isEnough || !configuration.serverMetadata().userinfo_endpoint) return claims;
  const said = await fetchUserInfo(configuration, accessToken, claims.sub).catch((error: unknown) => {
    throw oidcErrorFrom(error, "untrusted", "userinfo");
  });
  return joinedClaims(provider, claims, said);
}

/**
 * Turns what a provider sent back into whom it is about: issuer, state, code with its verifier, and the ID token's signature, audience,
 * party, nonce and times are checked by openid-client (certified). Throws `OidcError` for whatever is not as it must be.
 */
export async function exchange(provider: OidcProvider, query: URLSearchParams, flow: Flow): Promise<Claimed> {
  const configuration = await discover(provider);
  if (!query.has("code") && !query.has("error")) throw new OidcError("refused", "no code");
  const tokens = await authorizationCodeGrant(configuration, new URL(`${callbackUrl(provider)}?${query}`), {
    expectedState: flow.state,
    expectedNonce: flow.nonce,
    pkceCodeVerifier: flow.verifier,
  }).catch((error: unknown) => {
    throw problemOf(error);
  });
  const claims = tokens.claims();
  if (!claims) throw new OidcError("untrusted", "no ID token");
  if (claims.iat < Date.now() / 1_000 - MOST_AGE_S - CLOCK_S)
    throw new OidcError("untrusted", "the ID token is old");
  if (claims.sub === "" || claims.sub.length > MOST_SUBJECT)
    throw new OidcError("untrusted", "no usable subject");
  const all = await withUserinfo(provider, configuration, claims, tokens.access_token);
  return readClaims(provider, claims.sub, all);
}
