import { BlockList, isIP } from "node:net";
import { env } from "#lib/env.ts";

export type ServerEnv = { hostname: string; port: number; trustedProxies: BlockList; origin: string | undefined };

/** Where to listen and whom to believe. A bad value ends the start with one line that names it. */
export function readServerEnv(stop: (line: string) => never): ServerEnv {
  try {
    const { HOST, PORT, ROLLCALL_TRUSTED_PROXIES, ROLLCALL_URL } = env();
    return {
      hostname: HOST,
      port: PORT,
      trustedProxies: proxyList(ROLLCALL_TRUSTED_PROXIES ?? []),
      origin: ROLLCALL_URL,
    };
  } catch (error) {
    return stop(error instanceof Error ? error.message : String(error));
  }
}

/** Addresses and networks (`10.0.0.0/8`); throws with the entry that is neither. */
export function proxyList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", bits] = entry.split("/");
    const family = isIP(address);
    const prefix = bits === undefined ? undefined : Number(bits);
    const longest = family === 6 ? 128 : 32;
    if (family === 0 || (prefix !== undefined && !(Number.isInteger(prefix) && prefix >= 0 && prefix <= longest))) {
      throw new Error(`ROLLCALL_TRUSTED_PROXIES: "${entry}" is neither an address nor a network`);
    }
    const type = family === 6 ? "ipv6" : "ipv4";
    if (prefix === undefined) list.addAddress(address, type);
    else list.addSubnet(address, prefix, type);
  }
  return list;
}
