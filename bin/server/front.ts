import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { logError } from "#lib/core/log.ts";
import { limitBody } from "./body-limit.ts";
import { type Guards, guard, guardBadRequests } from "./guard.ts";
import { cleanHeaders, type Trust } from "./headers.ts";
import { hintAtOrigin } from "./origin-hint.ts";
import { isPlainPath } from "./paths.ts";
import { loggedPath, logRequest } from "./request-log.ts";

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Asked at each request: the settings learn their port only when this server has one. */
export type FrontSettings = { trust: () => Trust; guards: () => Guards };

const METHODS = new Set(["GET", "HEAD", "POST"]);

/** The HTTP server in front of Next: what is refused here never reaches a page. */
export function createFront(handle: Handler, { trust, guards }: FrontSettings): Server {
  const server = createServer(
    {
      maxHeaderSize: 32 * 1024,
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 2_000,
      // Node would refuse it below any handler, without the guarding headers.
      requireHostHeader: false,
    },
    (request, response) => {
      // Here and not in the proxy alone: that one leaves scripts, styles and files out, and is not asked for refusals.
      guard(request, response, guards());
      if (request.httpVersion === "1.1" && request.headers.host === undefined) return refuse(response, 400);
      if (!METHODS.has(request.method ?? "")) {
        response.setHeader("Allow", "GET, HEAD, POST");
        return refuse(response, 405);
      }
      if (!isPlainPath(request.url ?? "")) return refuse(response, 400);
      logRequest(request, response);
      const trusted = trust();
      cleanHeaders(request, trusted);
      hintAtOrigin(request, trusted.ownUrl);
      if (!limitBody(request, response, () => refuse(response, 413))) return;
      handle(request, response).catch((error: unknown) => {
        const reference = logError(error, { method: request.method, path: loggedPath(request.url ?? "") });
        if (response.headersSent) response.destroy();
        else refuse(response, 500, `Reference: ${reference}`);
      });
    },
  );
  // Longer than the minute after which proxies in front let an idle connection go: they, not we, should close it.
  server.keepAliveTimeout = 65_000;
  guardBadRequests(server, guards);
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    guard(request, response, guards());
    refuse(response, 417);
  });
  server.on("upgrade", (_request, socket) => socket.destroy());
  return server;
}

const WORDS: Record<number, string> = {
  400: "This request is not well formed.",
  405: "This method is not used here.",
  413: "This is more than Rollcall takes at once.",
  417: "Rollcall can meet no such expectation.",
  500: "Something went wrong.",
};

function refuse(response: ServerResponse, status: number, more = ""): void {
  response.statusCode = status;
  response.setHeader("Content-Type", "text/plain; charset=utf-8");
  // Closing on somebody who is still sending a body that is too large would take the answer from them.
  if (status !== 413) response.setHeader("Connection", "close");
  response.end(`${WORDS[status] ?? status}${more && ` ${more}`}\n`);
}
