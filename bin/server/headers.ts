import type { IncomingMessage } from "node:http";
import type { BlockList } from "node:net";
import { isSamePlace } from "#lib/access/auth/origin.ts";
import { clientAddress, isTrusted, plainAddress } from "./forwarded.ts";
import { CLIENT_HEADER, type Client, PASSED_ON_ONLY, signClient, signedClient } from "./passed-on.ts";

/**
 * Headers that only Next itself, a proxy in front or nobody may set: Next trusts them to route, to skip the proxy, to
 * find the nonce.
 */
const INTERNAL =
  /^(?:x-middleware-.*|x-nextjs-.*|x-next-.*|x-invoke-.*|x-matched-path|x-now-.*|x-vercel-.*|x-nonce|content-security-policy(?:-report-only)?|x-original-url|x-rewrite-url|x-http-method-override|x-real-ip|x-client-ip|forwarded|x-prerender-revalidate(?:-if-generated)?)$/;

const FORWARDED = ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port"] as const;

/** `ownUrl`: the origin that people use, where somebody said it. */
export type Trust = { trustedProxies: BlockList; ownUrl?: string | undefined };

/**
 * Drops what only insiders may say, and says who the client is: the socket's address unless a trusted proxy knows better,
 * and the origin that people use, whatever host a proxy in front asked for.
 */
export function cleanHeaders(request: IncomingMessage, trust: Trust): void {
  const passedOn = signedClient(request.headers[CLIENT_HEADER]);
  const client = passedOn ?? clientOf(request, trust);
  const isDropped = (name: string): boolean =>
    INTERNAL.test(name) ||
    name === CLIENT_HEADER ||
    (FORWARDED as readonly string[]).includes(name) ||
    (passedOn === undefined && PASSED_ON_ONLY.test(name));

  for (const name of Object.keys(request.headers)) if (isDropped(name)) delete request.headers[name];
  const said = {
    "x-forwarded-for": client.address,
    "x-forwarded-proto": client.proto,
    "x-forwarded-host": client.host,
    [CLIENT_HEADER]: signClient(client),
  };
  Object.assign(request.headers, said);

  // The raw list is what some readers build their own headers from.
  const raw = request.rawHeaders;
  const kept = raw.flatMap((name, at) =>
    at % 2 === 0 && !isDropped(name.toLowerCase()) ? [name, raw[at + 1] ?? ""] : [],
  );
  raw.splice(0, raw.length, ...kept, ...Object.entries(said).flat());
}

function clientOf(request: IncomingMessage, { trustedProxies, ownUrl }: Trust): Client {
  const peer = plainAddress(request.socket.remoteAddress ?? "");
  const forwarded = isTrusted(peer, trustedProxies) ? request.headers : {};
  const first = (name: (typeof FORWARDED)[number]): string =>
    String(forwarded[name] ?? "")
      .split(",")[0]
      ?.trim() ?? "";
  const address = clientAddress(peer, String(forwarded["x-forwarded-for"] ?? ""), trustedProxies);
  const host = request.headers.host ?? "localhost";
  if (ownUrl === undefined)
    return {
      address,
      proto: first("x-forwarded-proto") === "https" ? "https" : "http",
      host: first("x-forwarded-host") || host,
    };
  const own = new URL(ownUrl);
  return {
    address,
    proto: own.protocol.slice(0, -1),
    host: isOtherNameOf(own, request) ? host : own.host,
  };
}

/** Whether a page that was opened under this machine's other name for itself speaks to the host that it came from. */
function isOtherNameOf(own: URL, { headers: { origin, host } }: IncomingMessage): boolean {
  if (!origin || !URL.canParse(origin)) return false;
  const sent = new URL(origin);
  return sent.host === host?.toLowerCase() && isSamePlace(sent, own);
}
