import { type BlockList, isIP, isIPv6 } from "node:net";

/**
 * The client's address: the last one in the chain that is not a trusted proxy's. What stands before it could be made up. A
 * hop that is no address ends the chain, since nobody knows what it stands for.
 */
export function clientAddress(peer: string, chain: string, trustedProxies: BlockList): string {
  let last = peer;
  for (const hop of chain.split(",").reverse()) {
    if (hop.trim() === "") continue;
    const address = hopAddress(hop);
    if (address === undefined) return last;
    last = address;
    if (!isTrusted(address, trustedProxies)) return address;
  }
  return last;
}

/** The address of one hop as proxies write it: alone, with a port, in brackets, in quotes. Undefined for anything else. */
export function hopAddress(hop: string): string | undefined {
  const bare = hop.trim().replace(/^"(.*)"$/, "$1");
  const address =
    /^\[([^\]]*)\](?::\d{1,5})?$/.exec(bare)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(bare)?.[1] ?? bare;
  const plain = plainAddress(address);
  return isIP(plain) === 0 ? undefined : plain;
}

export function isTrusted(address: string, trustedProxies: BlockList): boolean {
  if (isIP(address) === 0) return false;
  return trustedProxies.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

/** An address in one spelling: IPv4 that came in over an IPv6 socket is IPv4, and the name of a network card is left out. */
export function plainAddress(address: string): string {
  const bare = address.toLowerCase().split("%")[0] ?? "";
  if (!isIPv6(bare)) return bare;
  const short = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(short);
  if (!mapped) return short;
  const [high = 0, low = 0] = mapped.slice(1).map((half) => Number.parseInt(half, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}
