import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What one request gets: a handler of its own. The last one serves all that follow. */
export type Handler = (response: ServerResponse, request: IncomingMessage) => void;
export type Seen = {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
  at: number;
};
export type ScriptedServer = { url: string; seen: Seen[]; most: () => number; close(): Promise<void> };

/** For tests: a server on loopback that answers its nth request as the nth handler says. */
export async function scriptedServer(...handlers: Handler[]): Promise<ScriptedServer> {
  const seen: Seen[] = [];
  let running = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    running += 1;
    most = Math.max(most, running);
    response.on("close", () => {
      running -= 1;
    });
    const index = seen.length;
    const { method = "", url = "", headers } = request;
    const entry: Seen = { method, url, headers, body: "", at: performance.now() };
    seen.push(entry);
    for await (const chunk of request) entry.body += String(chunk);
    (handlers[index] ?? handlers.at(-1))?.(response, request);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    most: () => most,
    async close() {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, "close");
    },
  };
}

/** Answers with a status, a body (JSON unless text or bytes) and headers. */
export const answer =
  (status: number, body?: unknown, headers: Record<string, string> = {}): Handler =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(
      body === undefined || typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    );
  };

/** Cuts the connection without an answer. */
export const reset: Handler = (response) => {
  response.socket?.resetAndDestroy();
};

/** Never answers. */
export const silence: Handler = () => undefined;
