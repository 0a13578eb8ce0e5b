import { request as httpRequest, type IncomingHttpHeaders, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { securityHeaders } from "#lib/access/auth/security-headers.ts";
import { createFront } from "./front.ts";
import { proxyList } from "./listen.ts";

let server: Server | undefined;
export async function stopFront(): Promise<void> {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
}
export type Seen = { url: string; headers: IncomingHttpHeaders; raw: string[]; bytes: number };

/** A front whose handler answers what it was given; `calls` counts how often it was asked. */
export async function startFront(
  trusted: string[] = [],
  isHttps = false,
  ownUrl?: string,
): Promise<{ port: number; calls: () => number }> {
  let calls = 0;
  server = createFront(
    async (request, response) => {
      calls++;
      if (request.url === "/fault") throw new Error("a fault");
      let bytes = 0;
      try {
        for await (const chunk of request) bytes += (chunk as Buffer).length;
      } catch {
        return;
      }
      const seen: Seen = { url: request.url ?? "", headers: request.headers, raw: request.rawHeaders, bytes };
      if (!response.headersSent) response.end(JSON.stringify(seen));
    },
    {
      trust: () => ({ trustedProxies: proxyList(trusted), ownUrl }),
      guards: () => securityHeaders(isHttps),
    },
  );
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, calls: () => calls };
}

export type Sent = { method?: string; path?: string; headers?: Record<string, string>; body?: Buffer };

export function send(port: number, { method = "GET", path = "/", headers = {}, body }: Sent) {
  return new Promise<{ status: number; seen: Seen }>((resolve, reject) => {
    const request = httpRequest(
      { port, host: "127.0.0.1", method, path, headers, agent: false },
      (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => {
          const seen = text.startsWith("{") ? (JSON.parse(text) as Seen) : ({} as Seen);
          resolve({ status: response.statusCode ?? 0, seen });
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** Sends bytes and resolves to all that came back before the server closed the connection. */
export function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
  });
}
