import "server-only";
import { createRemoteJWKSet } from "jose";
import { z } from "zod";
import { perProcess } from "#lib/core/per-process.ts";
import { networkCode } from "#lib/vendors/network.ts";
import { OidcError } from "./problems.ts";
import { isSafeUrl, type OidcProvider } from "./schema.ts";

const TIMEOUT_MS = 5_000;
const MOST_BYTES = 256 * 1024;
const KEEP_MS = 60 * 60_000;

const endpoint = z.string().refine(isSafeUrl, "must be https");
const metadataSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  jwks_uri: endpoint,
  userinfo_endpoint: endpoint.optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});

export type Metadata = z.infer<typeof metadataSchema> & { keys: ReturnType<typeof createRemoteJWKSet> };

/** JSON of a provider, bounded in time and size, and never through a redirect. Throws `OidcError`. */
export async function fetchJson(
  url: string,
  init: RequestInit = {},
): Promise<{ status: number; json: unknown }> {
  try {
    const response = await fetch(url, {
      ...init,
      headers: { accept: "application/json", ...init.headers },
      redirect: "error",
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    let size = 0;
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > MOST_BYTES) throw new Error("the answer is too large");
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString("utf8");
    return { status: response.status, json: text === "" ? null : JSON.parse(text) };
  } catch (error) {
    const code = networkCode(error);
    const detail = `${new URL(url).host} gave no usable answer${code && ` (${code})`}`;
    throw new OidcError("unreachable", detail, error);
  }
}

const cache = () => perProcess("oidc-metadata", () => new Map<string, { at: number; metadata: Metadata }>());

/** What a provider says about itself at its well-known address, kept for an hour. Throws `OidcError`. */
export async function discover({ issuer }: OidcProvider, now = Date.now()): Promise<Metadata> {
  const known = cache().get(issuer);
  if (known && now - known.at < KEEP_MS) return known.metadata;
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const { status, json } = await fetchJson(url);
  if (status !== 200) throw new OidcError("unreachable", `${url} answered ${status}`);
  const parsed = metadataSchema.safeParse(json);
  if (!parsed.success)
    throw new OidcError("untrusted", `its configuration: ${parsed.error.issues[0]?.message}`);
  // To the letter: another issuer could otherwise speak for this one.
  if (parsed.data.issuer !== issuer)
    throw new OidcError("untrusted", `it calls itself ${parsed.data.issuer.slice(0, 200)}`);
  const keys = createRemoteJWKSet(new URL(parsed.data.jwks_uri), { timeoutDuration: TIMEOUT_MS });
  const metadata = { ...parsed.data, keys };
  cache().set(issuer, { at: now, metadata });
  return metadata;
}
