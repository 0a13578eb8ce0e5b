import "server-only";
import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  type CustomFetch,
  clockTolerance,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
  type ServerMetadata,
} from "openid-client";
import { z } from "zod";
import { perProcess } from "#lib/core/per-process.ts";
import { networkCode } from "#lib/vendors/network.ts";
import { OidcError } from "./problems.ts";
import { isSafeUrl, type OidcProvider } from "./schema.ts";

const TIMEOUT_S = 5;
const CLOCK_S = 60;
const MOST_BYTES = 256 * 1024;
const KEEP_MS = 60 * 60_000;

const endpoint = z.string().refine(isSafeUrl, "must be https");
const metadataSchema = z.object({
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  jwks_uri: endpoint,
  userinfo_endpoint: endpoint.optional(),
});

/** How a provider is asked: bounded in time and size, never through a redirect. Throws `OidcError`. */
const boundedFetch: CustomFetch = async (url, { headers, method, body, signal }) => {
  try {
    const response = await fetch(url, {
      ...{ method, headers, redirect: "error", cache: "no-store" },
      ...(body === undefined || body === null ? {} : { body: body as string | URLSearchParams }),
      signal: signal ?? AbortSignal.timeout(TIMEOUT_S * 1_000),
    });
    let size = 0;
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > MOST_BYTES) throw new Error("the answer is too large");
      chunks.push(chunk);
    }
    const { status } = response;
    if (status >= 500) throw new Error(`it answered ${status}`);
    return new Response(Buffer.concat(chunks), { status, headers: response.headers });
  } catch (error) {
    const code = networkCode(error);
    const detail = `${new URL(url).host} gave no usable answer${code && ` (${code})`}`;
    throw new OidcError("unreachable", detail, error);
  }
};

/** Says who this client is by the header, unless the provider takes the secret in the form alone. */
const authentication = ({ clientSecret }: OidcProvider) =>
  clientSecret === undefined
    ? None()
    : (...[server, ...rest]: Parameters<ReturnType<typeof None>>) => {
        const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
        const isForm = !methods.includes("client_secret_basic") && methods.includes("client_secret_post");
        return (isForm ? ClientSecretPost : ClientSecretBasic)(clientSecret)(server, ...rest);
      };

const cache = () =>
  perProcess("oidc-metadata", () => new Map<string, { at: number; metadata: ServerMetadata }>());

/** How a provider is asked. Made where it is used: a page's and a route's copy of the library do not take each other's. */
function configurationOf(provider: OidcProvider, metadata: ServerMetadata): Configuration {
  const { issuer, clientId } = provider;
  const made = new Configuration(metadata, clientId, { [clockTolerance]: CLOCK_S }, authentication(provider));
  made[customFetch] = boundedFetch;
  made.timeout = TIMEOUT_S;
  // ID tokens count by the provider's signature, never by the connection alone; http is for loopback, see `isSafeUrl`.
  enableNonRepudiationChecks(made);
  if (issuer.startsWith("http:")) allowInsecureRequests(made);
  return made;
}

/** What a provider says about itself at its well-known address, kept for an hour, and how it is asked. Throws `OidcError`. */
export async function discover(provider: OidcProvider, now = Date.now()): Promise<Configuration> {
  const { issuer, clientId } = provider;
  const known = cache().get(issuer);
  if (known && now - known.at < KEEP_MS) return configurationOf(provider, known.metadata);
  const found = await discovery(new URL(issuer), clientId, {}, authentication(provider), {
    [customFetch]: boundedFetch,
    timeout: TIMEOUT_S,
    execute: issuer.startsWith("http:") ? [allowInsecureRequests] : [],
  }).catch((error: unknown) => {
    throw oidcErrorFrom(error, "unreachable", "its configuration");
  });
  const metadata = { ...found.serverMetadata() };
  const parsed = metadataSchema.safeParse(metadata);
  if (!parsed.success)
    throw new OidcError("untrusted", `its configuration: ${parsed.error.issues[0]?.message}`);
  // To the letter: another issuer could otherwise speak for this one.
  if (metadata.issuer !== issuer)
    throw new OidcError("untrusted", `it calls itself ${metadata.issuer.slice(0, 200)}`);
  cache().set(issuer, { at: now, metadata });
  return configurationOf(provider, metadata);
}

/** What the library threw as one of ours: what the fetch said stands, whatever it was wrapped in. */
export function oidcErrorFrom(error: unknown, problem: OidcError["problem"], what: string): OidcError {
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (at instanceof OidcError) return at;
  return new OidcError(problem, `${what}: ${error instanceof Error ? error.message : String(error)}`, error);
}
