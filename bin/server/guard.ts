import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { PLAIN_POLICY, STATIC_POLICY } from "#lib/access/auth/security-headers.ts";
import { VERSION } from "#lib/core/version.ts";

const STATIC = "/_next/static/";
const API = /^\/api\/(?:v1|mcp)(?:[/?]|$)/;

/** The headers that stand on every answer. */
export type Guards = [name: string, value: string][];

/**
 * Puts the guarding headers on an answer before anybody else has it, so that none goes without: refusals, files, errors
 * and redirects too. Pages get a policy with a nonce of their own from the proxy, in place of the one set here. Only
 * scripts and styles, whose names change with their content, may be kept.
 */
export function guard(request: IncomingMessage, response: ServerResponse, guards: Guards): void {
  for (const [name, value] of guards) response.setHeader(name, value);
  const isStatic = (request.url ?? "").startsWith(STATIC);
  response.setHeader("content-security-policy", isStatic ? STATIC_POLICY : PLAIN_POLICY);
  if (!isStatic) response.setHeader("cache-control", "no-store");
  // Programs say when they are older or newer than what they talk to.
  if (API.test(request.url ?? "")) response.setHeader("rollcall-version", VERSION);
}

const STATUS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Content Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/** What is no HTTP, too slow or too large in its headers is answered below any handler: with the same headers. */
export function guardBadRequests(server: Server, guards: () => Guards): void {
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    const headers = [
      ...guards(),
      ["content-security-policy", PLAIN_POLICY],
      ["cache-control", "no-store"],
      ["content-length", "0"],
      ["connection", "close"],
    ].map(([name, value]) => `${name}: ${value}`);
    const status = STATUS[error.code ?? ""] ?? "400 Bad Request";
    socket.end(`HTTP/1.1 ${status}\r\n${headers.join("\r\n")}\r\n\r\n`);
  });
}
