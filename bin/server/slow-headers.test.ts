import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, expect, it } from "vitest";
import { createFront } from "./front.ts";
import { proxyList } from "./listen.ts";

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
});

it("lets nobody hold connections with slow headers, and serves others meanwhile", async () => {
  server = createFront(async (_request, response) => void response.end("served"), {
    trust: () => ({ trustedProxies: proxyList([]) }),
    guards: () => [],
  });
  expect(server.headersTimeout).toBeLessThanOrEqual(10_000);
  expect(server.requestTimeout).toBeLessThanOrEqual(30_000);
  server.headersTimeout = 200;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const slow = Array.from({ length: 50 }, () => connect(port, "127.0.0.1"));
  await Promise.all(slow.map((socket) => once(socket, "connect")));
  const ended = slow.map(
    (socket) =>
      new Promise<string>((resolve) => {
        let answer = "";
        socket.on("data", (chunk) => {
          answer += chunk;
        });
        socket.on("error", () => resolve(answer));
        socket.on("close", () => resolve(answer));
        socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: a");
      }),
  );
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("served");
  for (const answer of await Promise.all(ended)) expect(answer).toMatch(/^(HTTP\/1\.1 408|$)/);
}, 15_000);
