import type { Io } from "../io.ts";

const named = (env: Io["env"], name: string): string | undefined =>
  env[name.toLowerCase()] || env[name] || undefined;

/**
 * What sends requests: Node's own `fetch`, or one that goes through the proxy of HTTPS_PROXY and HTTP_PROXY where they are
 * set, since Node's does not look at them before Node 24. This machine is never asked for through a proxy.
 */
export async function fetchThrough(io: Io): Promise<typeof fetch> {
  const { env } = io;
  const [https, http] = [named(env, "HTTPS_PROXY"), named(env, "HTTP_PROXY")];
  if (https === undefined && http === undefined) return io.fetch;
  const { EnvHttpProxyAgent, fetch: send } = await import("undici");
  const noProxy = [named(env, "NO_PROXY"), "localhost", "127.0.0.1", "[::1]", "::1"]
    .filter(Boolean)
    .join(",");
  const dispatcher = new EnvHttpProxyAgent({
    noProxy,
    ...(https === undefined ? {} : { httpsProxy: https }),
    ...(http === undefined ? {} : { httpProxy: http }),
  });
  return ((url: string, init: RequestInit) =>
    send(url, { ...(init as unknown as Parameters<typeof send>[1]), dispatcher })) as unknown as typeof fetch;
}
