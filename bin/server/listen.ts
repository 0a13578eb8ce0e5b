import { BlockList, isIPv6 } from "node:net";
import { env, parseEnv, replaceEnv } from "#lib/core/env.ts";
import { checkVendorAddresses } from "#lib/vendors/address.ts";

export type ServerEnv = { hostname: string; port: number; trustedProxies: BlockList };

/** Where to listen and whom to believe. A bad value ends the start with one line that names it. */
export function readServerEnv(stop: (line: string) => never): ServerEnv {
  try {
    const { HOST, PORT, ROLLCALL_TRUSTED_PROXIES } = env();
    checkVendorAddresses();
    return { hostname: HOST, port: PORT, trustedProxies: proxyList(ROLLCALL_TRUSTED_PROXIES) };
  } catch (error) {
    return stop(error instanceof Error ? error.message : String(error));
  }
}

/** Addresses and networks (`10.0.0.0/8`) as a list to check against. */
export function proxyList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", bits] = entry.split("/");
    const type = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, type);
    else list.addSubnet(address, Number(bits), type);
  }
  return list;
}

/**
 * With `PORT=0` the system chose the port: the settings learn it before anything else reads them. `self` is where this
 * process reaches itself.
 */
export function learnPort(
  hostname: string,
  port: number,
): { port: number; url: string; self: string; origin: string; note: string } {
  if (env().PORT !== port) {
    process.env.PORT = String(port);
    replaceEnv(parseEnv(process.env));
  }
  const at = (name: string): string => `http://${isIPv6(name) ? `[${name}]` : name}:${port}`;
  const isAny = hostname === "0.0.0.0" || hostname === "::";
  const url = at(isAny ? "localhost" : hostname);
  const self = at(isAny ? (hostname === "::" ? "::1" : "127.0.0.1") : hostname);
  const origin = env().ROLLCALL_URL;
  return { port, url, self, origin, note: origin === url ? "" : ` (listening on ${url})` };
}
