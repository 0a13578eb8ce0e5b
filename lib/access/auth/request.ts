import { isIPv6 } from "node:net";

/** Where a request comes from, as the session list and the audit log keep it. */
export type RequestOrigin = { address: string; userAgent: string };

type HeaderReader = { get(name: string): string | null };

/**
 * The address is the last of X-Forwarded-For: Rollcall's own server overwrites that header with the socket's address,
 * or with what a trusted proxy says.
 */
export function requestOrigin(headers: HeaderReader): RequestOrigin {
  const address = (headers.get("x-forwarded-for") ?? "").split(",").at(-1)?.trim().slice(0, 64) || "unknown";
  const userAgent = (headers.get("user-agent") ?? "").replaceAll(/[^\x20-\x7e]/g, "").slice(0, 256);
  return { address: address.replace(/^::ffff:(?=\d+\.)/i, ""), userAgent };
}

/** The network an address is throttled by: itself for IPv4, its /64 for IPv6 (one household or server has them all). */
export function networkOf(address: string): string {
  const bare = address.split("%")[0] ?? address;
  if (!isIPv6(bare)) return bare;
  const [head = "", tail = ""] = bare.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === "" ? [] : tail.split(":");
  const missing = bare.includes("::") ? Math.max(0, 8 - left.length - right.length) : 0;
  const groups = [...left, ...Array<string>(missing).fill("0"), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
