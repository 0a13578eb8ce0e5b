import type { IncomingMessage } from "node:http";
import type { BlockList } from "node:net";
import { isIPv6 } from "node:net";

/**
 * Headers that only Next itself, a proxy in front or nobody may set: Next trusts them to route, to skip the proxy, to
 * find the nonce.
 */
const INTERNAL =
  /^(?:x-middleware-.*|x-nextjs-.*|x-next-.*|x-invoke-.*|x-matched-path|x-now-.*|x-vercel-.*|x-nonce|content-security-policy(?:-report-only)?|x-original-url|x-rewrite-url|x-http-method-override|x-real-ip|x-client-ip|forwarded|x-prerender-revalidate(?:-if-generated)?)$/;

const FORWARDED = ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port"] as const;

/** Drops what only insiders may say, and says who the client is: the socket's address unless a trusted proxy knows better. */
export function cleanHeaders(request: IncomingMessage, trustedProxies: BlockList): void {
  const peer = plainAddress(request.socket.remoteAddress ?? "");
  const forwarded = isTrusted(peer, trustedProxies) ? request.headers : {};
  const address = clientAddress(peer, String(forwarded["x-forwarded-for"] ?? ""), trustedProxies);
  const proto = String(forwarded["x-forwarded-proto"] ?? "")
    .split(",")[0]
    ?.trim();
  const host = String(forwarded["x-forwarded-host"] ?? "")
    .split(",")[0]
    ?.trim();

  for (const name of Object.keys(request.headers)) if (INTERNAL.test(name)) delete request.headers[name];
  for (const name of FORWARDED) delete request.headers[name];
  request.headers["x-forwarded-for"] = address;
  request.headers["x-forwarded-proto"] = proto === "https" ? "https" : "http";
  request.headers["x-forwarded-host"] = host || request.headers.host || "localhost";
  dropRaw(request);
}

/** The last address in the chain that is not one of ours: what stands before it could be made up. */
function clientAddress(peer: string, chain: string, trustedProxies: BlockList): string {
  const hops = chain
    .split(",")
    .map((hop) => plainAddress(hop.trim()))
    .filter((hop) => hop !== "");
  for (const hop of hops.reverse()) if (!isTrusted(hop, trustedProxies)) return hop;
  return peer;
}

function isTrusted(address: string, trustedProxies: BlockList): boolean {
  if (address === "") return false;
  try {
    return trustedProxies.check(address, isIPv6(address) ? "ipv6" : "ipv4");
  } catch {
    return false;
  }
}

/** An IPv4 address that came in over an IPv6 socket, in its own spelling. */
function plainAddress(address: string): string {
  return address.toLowerCase().startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}

/** The raw list is what some readers build their own headers from. */
function dropRaw(request: IncomingMessage): void {
  const kept: string[] = [];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i] ?? "";
    const lower = name.toLowerCase();
    if (INTERNAL.test(lower) || (FORWARDED as readonly string[]).includes(lower)) continue;
    kept.push(name, request.rawHeaders[i + 1] ?? "");
  }
  for (const name of FORWARDED) {
    const value = request.headers[name];
    if (typeof value === "string") kept.push(name, value);
  }
  request.rawHeaders.splice(0, request.rawHeaders.length, ...kept);
}
