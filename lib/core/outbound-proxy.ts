import "server-only";
import http from "node:http";
import { isIPv6 } from "node:net";
import { EnvError, env } from "#lib/core/env.ts";
import { log } from "#lib/core/log.ts";

/** This machine is never asked for through a proxy: Next passes some requests on to this very server. */
const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

/** What is called straight, spelled as the host of an address is. */
const straightHosts = (): string[] =>
  [...env().NO_PROXY.split(/[\s,]+/), ...LOOPBACK, env().HOST]
    .filter(Boolean)
    .map((entry) => (isIPv6(entry) ? new URL(`http://[${entry}]`).hostname : entry.toLowerCase()));

/** Whether NO_PROXY leaves a host out: by its name, by a name above it, or with its port. `*` leaves all out. */
function isLeftOut({ protocol, hostname, port }: URL): boolean {
  const asked = port || (protocol === "https:" ? "443" : "80");
  return straightHosts().some((entry) => {
    const [, name, onlyPort = asked] = /^(.+?)(?::(\d+))?$/.exec(entry.replace(/^\*?\./, "")) ?? [];
    return entry === "*" || (onlyPort === asked && (hostname === name || hostname.endsWith(`.${name}`)));
  });
}

/** The proxy that a call to `url` goes through; undefined where it goes straight. */
export function proxyFor(url: URL): string | undefined {
  const { HTTPS_PROXY, HTTP_PROXY } = env();
  const proxy = url.protocol === "https:" ? (HTTPS_PROXY ?? HTTP_PROXY) : HTTP_PROXY;
  return proxy === undefined || isLeftOut(url) ? undefined : proxy;
}

/**
 * Sends what `fetch` asks for (vendors, OpenID providers) through the proxy of the settings, where they have one. Once per
 * process. Throws `EnvError` where this Node cannot.
 */
export function startOutboundProxy(): void {
  const { HTTPS_PROXY, HTTP_PROXY, ALL_PROXY } = env();
  if (ALL_PROXY !== undefined)
    log.warn({}, "ALL_PROXY is not used; HTTPS_PROXY is, with an http:// or https:// address");
  if ((HTTPS_PROXY ?? HTTP_PROXY) === undefined || straightHosts().includes("*")) return;
  if (typeof http.setGlobalProxyFromEnv !== "function")
    throw new EnvError(
      `HTTPS_PROXY needs a Node 24 that is newer than ${process.versions.node}; update it, or take HTTPS_PROXY away`,
    );
  http.setGlobalProxyFromEnv({
    NODE_ENV: env().NODE_ENV,
    ...(HTTPS_PROXY === undefined ? {} : { HTTPS_PROXY }),
    ...(HTTP_PROXY === undefined ? {} : { HTTP_PROXY }),
    NO_PROXY: straightHosts().join(","),
  });
  log.info({ proxy: new URL(HTTPS_PROXY ?? HTTP_PROXY ?? "").host }, "Vendors are called through a proxy");
}
