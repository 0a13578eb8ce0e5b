import "server-only";
import { timingSafeEqual } from "node:crypto";
import { type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import { type Claimed, claimAt, joinedClaims, readClaims } from "./claims.ts";
import { discover, fetchJson, type Metadata } from "./discovery.ts";
import { callbackUrl, type Flow } from "./flow.ts";
import { OidcError } from "./problems.ts";
import type { OidcProvider } from "./schema.ts";

/** Signatures with the provider's own key alone; "none" and shared secrets are not among them. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
const CLOCK_S = 60;
const MOST_AGE_S = 600;

const tokensSchema = z.object({ id_token: z.string(), access_token: z.string().optional() });

const isSame = (a: unknown, b: string): boolean => {
  if (typeof a !== "string") return false;
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
};

const formEncoded = (text: string): string => new URLSearchParams({ x: text }).toString().slice(2);

/** How this client says who it is at the token endpoint. */
function authentication({ clientId, clientSecret }: OidcProvider, metadata: Metadata) {
  if (clientSecret === undefined) return { headers: {}, fields: { client_id: clientId } };
  const methods = metadata.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  if (!methods.includes("client_secret_basic") && methods.includes("client_secret_post"))
    return { headers: {}, fields: { client_id: clientId, client_secret: clientSecret } };
  const pair = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
  return { headers: { authorization: `Basic ${Buffer.from(pair).toString("base64")}` }, fields: {} };
}

async function tokensFor(provider: OidcProvider, metadata: Metadata, code: string, flow: Flow) {
  const { headers, fields } = authentication(provider, metadata);
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    code,
    redirect_uri: callbackUrl(provider),
    code_verifier: flow.verifier,
    ...fields,
  });
  const { status, json } = await fetchJson(metadata.token_endpoint, { method: "POST", headers, body });
  if (status >= 500) throw new OidcError("unreachable", `the token endpoint answered ${status}`);
  if (status !== 200) {
    const why = z.object({ error: z.string() }).safeParse(json).data?.error.slice(0, 60);
    throw new OidcError("refused", `the token endpoint answered ${status} ${why ?? ""}`);
  }
  const tokens = tokensSchema.safeParse(json);
  if (!tokens.success) throw new OidcError("untrusted", "no ID token");
  return tokens.data;
}

async function verified(
  provider: OidcProvider,
  metadata: Metadata,
  idToken: string,
  flow: Flow,
): Promise<JWTPayload & { sub: string }> {
  const { payload } = await jwtVerify(idToken, metadata.keys, {
    issuer: provider.issuer,
    audience: provider.clientId,
    algorithms: ALGORITHMS,
    clockTolerance: CLOCK_S,
    maxTokenAge: MOST_AGE_S,
    requiredClaims: ["sub", "exp", "iat", "nonce"],
  }).catch((error: unknown) => {
    throw new OidcError("untrusted", "the ID token was refused", error);
  });
  if (!isSame(payload.nonce, flow.nonce)) throw new OidcError("untrusted", "another nonce");
  const parties = [payload.aud].flat().length;
  if ((parties > 1 || payload.azp !== undefined) && payload.azp !== provider.clientId)
    throw new OidcError("untrusted", "the ID token is for another party");
  const { sub } = payload;
  if (typeof sub !== "string" || sub === "" || sub.length > 255)
    throw new OidcError("untrusted", "no usable subject");
  return { ...payload, sub };
}

/** What only the userinfo endpoint says; the ID token's own claims stand. */
async function withUserinfo(
  provider: OidcProvider,
  metadata: Metadata,
  claims: JWTPayload & { sub: string },
  accessToken: string | undefined,
): Promise<Record<string, unknown>> {
  const isAddressWhole =
    claims.email !== undefined &&
    (claims.email_verified !== undefined || provider.assumeEmailVerified === true);
  const isEnough =
    isAddressWhole && (provider.roleClaim === undefined || claimAt(claims, provider.roleClaim) !== undefined);
  if (isEnough || !metadata.userinfo_endpoint || accessToken === undefined) return claims;
  const { status, json } = await fetchJson(metadata.userinfo_endpoint, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  const said = z.looseObject({ sub: z.string() }).safeParse(json);
  if (status !== 200 || !said.success) throw new OidcError("untrusted", `userinfo answered ${status}`);
  if (said.data.sub !== claims.sub) throw new OidcError("untrusted", "userinfo is about somebody else");
  return joinedClaims(provider, claims, said.data);
}

/** Turns what a provider sent back into whom it is about. Throws `OidcError` for whatever is not as it must be. */
export async function exchange(provider: OidcProvider, query: URLSearchParams, flow: Flow): Promise<Claimed> {
  const metadata = await discover(provider);
  const issuer = query.get("iss");
  const mustSayIssuer = metadata.authorization_response_iss_parameter_supported === true;
  if (issuer !== null ? issuer !== provider.issuer : mustSayIssuer)
    throw new OidcError("untrusted", "the answer is another issuer's");
  const error = query.get("error");
  if (error === "access_denied") throw new OidcError("cancelled");
  const code = query.get("code");
  if (error !== null || !code) throw new OidcError("refused", error?.slice(0, 60) ?? "no code");
  const tokens = await tokensFor(provider, metadata, code, flow);
  const claims = await verified(provider, metadata, tokens.id_token, flow);
  const all = await withUserinfo(provider, metadata, claims, tokens.access_token);
  return readClaims(provider, claims.sub, all);
}
