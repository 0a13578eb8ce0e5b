import "server-only";
import { BlockList, isIP } from "node:net";

/**
 * Networks that no webhook may reach unless the settings allow them: this host, private and shared networks, link-local
 * (where clouds keep their metadata), documentation, multicast and reserved ones, and the ways to write an IPv4 address
 * inside an IPv6 one (IANA special-purpose registries, RFC 6890).
 */
const REFUSED: readonly [network: string, bits: number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  // Azure's metadata and DNS stand on a public address.
  ["168.63.129.16", 32],
  ["::", 96],
  ["::ffff:0:0", 96],
  ["::ffff:0:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
];

type Family = "ipv4" | "ipv6";
const familyOf = (address: string): Family | undefined => {
  const family = isIP(address);
  return family === 0 ? undefined : family === 4 ? "ipv4" : "ipv6";
};

const refused = (() => {
  // One list a family: in a common one, the rule for mapped addresses would take all of IPv4 with it.
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const [network, bits] of REFUSED) {
    const family = familyOf(network) ?? "ipv4";
    lists[family].addSubnet(network, bits, family);
  }
  return lists;
})();

/** Hosts, addresses and networks that the settings allow, as `ROLLCALL_WEBHOOK_ALLOW` lists them. */
export type Allowed = readonly string[];

const withoutZone = (address: string): string => address.split("%")[0] ?? "";

/** Whether the settings name this address, alone or by its network. */
export function isNamedAddress(address: string, allowed: Allowed): boolean {
  const plain = withoutZone(address);
  const family = familyOf(plain);
  if (!family) return false;
  return allowed.some((entry) => {
    const [network = "", bits] = entry.split("/");
    if (familyOf(network) !== family) return false;
    const list = new BlockList();
    list.addSubnet(network, bits === undefined ? (family === "ipv4" ? 32 : 128) : Number(bits), family);
    return list.check(plain, family);
  });
}

/** Whether the settings name this host, as a name or as an address. */
export const isNamedHost = (host: string, allowed: Allowed): boolean =>
  allowed.includes(host) || isNamedAddress(host, allowed);

/** Whether an address may be connected to: a public one, or one that the settings name. */
export function isReachable(address: string, allowed: Allowed): boolean {
  const plain = withoutZone(address);
  const family = familyOf(plain);
  if (!family) return false;
  return !refused[family].check(plain, family) || isNamedAddress(plain, allowed);
}

/** The host of a URL as it is looked up: no brackets, no dot at the end. */
export const hostOf = (url: URL): string =>
  url.hostname
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "")
    .toLowerCase();

/**
 * What is wrong with a webhook's address before anything is looked up; undefined when nothing is. WHATWG parsing has
 * already turned every spelling of an IPv4 address (`0x7f.1`, `2130706433`) into the plain one.
 */
export function urlProblem(text: string, allowed: Allowed): string | undefined {
  if (text.length > 2_000) return "An address has at most 2,000 characters";
  if (!URL.canParse(text)) return "This is not an address: begin with https://";
  const url = new URL(text);
  const host = hostOf(url);
  if (url.protocol !== "https:" && url.protocol !== "http:") return "Only https:// addresses can be called";
  if (url.username || url.password) return "Leave user name and password out of the address";
  if (url.port === "0") return "Port 0 cannot be called";
  const named = isNamedHost(host, allowed);
  if (url.protocol === "http:" && !named)
    return "Only https:// addresses can be called, unless ROLLCALL_WEBHOOK_ALLOW names the host";
  if (isIP(host) && !isReachable(host, allowed)) return PRIVATE;
  if (!named && /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa)$/.test(host)) return PRIVATE;
  return undefined;
}

export const PRIVATE =
  "This address is inside a private network: ROLLCALL_WEBHOOK_ALLOW has to name it before it can be called";
