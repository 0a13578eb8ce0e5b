import http from "node:http";
import type { AddressInfo } from "node:net";
import net from "node:net";
import { afterEach, expect, it } from "vitest";
import { processIo } from "../io.ts";
import { fetchThrough } from "./proxy.ts";

const open: http.Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
const listen = async (server: http.Server): Promise<string> => {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** A server, and a proxy that knows it by any name. */
async function stage(): Promise<{ server: string; proxy: string; asked: string[] }> {
  const server = await listen(http.createServer((request, response) => response.end(`hello ${request.url}`)));
  const asked: string[] = [];
  const between = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end(`hello ${new URL(request.url ?? "").pathname}`);
  });
  between.on("connect", (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    const onward = net.connect(Number(new URL(server).port), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
  });
  return { server, proxy: await listen(between), asked };
}
const textOf = async (env: Record<string, string>, url: string): Promise<string> => {
  const send = await fetchThrough({ ...processIo(), env });
  return (await send(url, { method: "GET", redirect: "manual", signal: AbortSignal.timeout(5_000) })).text();
};

it("goes through the proxy of the environment, and not where NO_PROXY or this machine is meant", async () => {
  const { server, proxy, asked } = await stage();
  for (const name of ["HTTP_PROXY", "http_proxy"])
    expect(await textOf({ [name]: proxy }, "http://rollcall.invalid/teams")).toBe("hello /teams");
  expect(asked).toHaveLength(2);
  expect(asked[0]).toContain("rollcall.invalid");
  expect(await textOf({ HTTP_PROXY: proxy }, `${server}/here`)).toBe("hello /here");
  const left = { HTTP_PROXY: proxy, NO_PROXY: "rollcall.invalid" };
  await expect(textOf(left, "http://rollcall.invalid/teams")).rejects.toThrow();
  expect(asked).toHaveLength(2);
});
