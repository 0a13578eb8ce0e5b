import { request as httpRequest, type IncomingHttpHeaders, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { securityHeaders } from "#lib/auth/security-headers.ts";
import { MAX_BODY_BYTES, MAX_UPLOAD_BYTES } from "./body-limit.ts";
import { createFront } from "./front.ts";
import { proxyList } from "./listen.ts";
import { signClient } from "./passed-on.ts";

const CLIENT = { address: "198.51.100.9", proto: "https", host: "rollcall.example" };

let server: Server | undefined;
async function stopFront(): Promise<void> {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
}
afterEach(stopFront);

type Seen = { url: string; headers: IncomingHttpHeaders; raw: string[]; bytes: number };

/** A front whose handler answers what it was given; `calls` counts how often it was asked. */
async function startFront(
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

type Sent = { method?: string; path?: string; headers?: Record<string, string>; body?: Buffer };

function send(port: number, { method = "GET", path = "/", headers = {}, body }: Sent) {
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

describe("the server in front of Next", () => {
  it("says the socket's address, whatever a stranger claims", async () => {
    const { port } = await startFront();
    const headers = {
      "X-Forwarded-For": "203.0.113.9",
      "X-Forwarded-Proto": "https",
      "X-Forwarded-Host": "evil.example",
    };
    const { seen } = await send(port, { headers });
    expect(seen.headers["x-forwarded-for"]).toBe("127.0.0.1");
    expect(seen.headers["x-forwarded-proto"]).toBe("http");
    expect(seen.headers["x-forwarded-host"]).toBe(`127.0.0.1:${port}`);
    expect(seen.raw.join(" ")).not.toContain("203.0.113.9");
  });

  it("believes a trusted proxy, as far back as the last hop that is not trusted", async () => {
    const { port } = await startFront(["127.0.0.0/8", "10.0.0.0/8", "2001:db8::/32"]);
    const headers = {
      "X-Forwarded-For": "1.1.1.1, 198.51.100.7, 10.1.2.3",
      "X-Forwarded-Proto": "https",
      "X-Forwarded-Host": "rollcall.example",
    };
    const { seen } = await send(port, { headers });
    expect(seen.headers["x-forwarded-for"]).toBe("198.51.100.7");
    expect(seen.headers["x-forwarded-proto"]).toBe("https");
    expect(seen.headers["x-forwarded-host"]).toBe("rollcall.example");
  });

  it.each([
    ["198.51.100.7:41222", "198.51.100.7"],
    ["[2001:DB8:0::7]:41222", "2001:db8::7"],
    ["[2001:db8::7]", "2001:db8::7"],
    ['"[2001:db8::7]:41222"', "2001:db8::7"],
    ["::ffff:198.51.100.7", "198.51.100.7"],
    ["[::ffff:c633:6407]:80", "198.51.100.7"],
    ["fe80::1%eth0", "fe80::1"],
    ["198.51.100.7, 10.1.2.3:8080", "198.51.100.7"],
    ["198.51.100.7, [::1]:8080", "198.51.100.7"],
    // What is no address is nobody's: the nearest one that is known stands.
    ["unknown", "127.0.0.1"],
    ["_hidden", "127.0.0.1"],
    ["<script>", "127.0.0.1"],
    ["198.51.100.7, unknown, 10.1.2.3", "10.1.2.3"],
    ["198.51.100.7:99:99", "127.0.0.1"],
    ["", "127.0.0.1"],
  ])("reads the address in %s", async (chain, address) => {
    const { port } = await startFront(["127.0.0.0/8", "10.0.0.0/8", "::1"]);
    const { seen } = await send(port, { headers: { "X-Forwarded-For": chain } });
    expect(seen.headers["x-forwarded-for"]).toBe(address);
  });

  it.each([
    ["no Host, as nginx does it", "127.0.0.1:3000", {}],
    ["a Host without its port", "rollcall.example", {}],
    ["another X-Forwarded-Host", "127.0.0.1:3000", { "X-Forwarded-Host": "backend:3000" }],
    ["the other protocol", "rollcall.example:8443", { "X-Forwarded-Proto": "http" }],
  ])("speaks for the origin that people use, behind a proxy that passes %s", async (_, host, more) => {
    for (const trusted of [["127.0.0.1"], []]) {
      const { port } = await startFront(trusted, true, "https://rollcall.example:8443");
      const headers = { Host: host, Origin: "https://rollcall.example:8443", ...more };
      const { seen } = await send(port, { headers });
      expect(seen.headers["x-forwarded-host"]).toBe("rollcall.example:8443");
      expect(seen.headers["x-forwarded-proto"]).toBe("https");
      await stopFront();
    }
  });

  it("lets no stranger's origin agree with it", async () => {
    const { port } = await startFront([], true, "https://rollcall.example");
    const headers = { Host: "evil.example", Origin: "https://evil.example" };
    expect((await send(port, { headers })).seen.headers["x-forwarded-host"]).toBe("rollcall.example");
  });

  it("keeps this machine's other name for itself", async () => {
    const { port } = await startFront([], false, "http://127.0.0.1:3000");
    const other = { Host: "localhost:3000", Origin: "http://localhost:3000" };
    expect((await send(port, { headers: other })).seen.headers["x-forwarded-host"]).toBe("localhost:3000");
    const crossed = { Host: "127.0.0.1:3000", Origin: "http://localhost:4000" };
    expect((await send(port, { headers: crossed })).seen.headers["x-forwarded-host"]).toBe("127.0.0.1:3000");
  });

  it("knows the client again when Next passes an action on to this server", async () => {
    const { port } = await startFront(["127.0.0.1"]);
    const came = { "X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https", Host: "rollcall.lan" };
    const { headers: first } = (await send(port, { headers: came })).seen;
    await stopFront();
    const again = await startFront();
    const signed = String(first["rollcall-client"]);
    const passedOn = { "X-Action-Forwarded": "1", "X-Forwarded-For": "127.0.0.1" };
    const { headers } = (await send(again.port, { headers: { ...passedOn, "rollcall-client": signed } }))
      .seen;
    expect(headers).toMatchObject({
      "x-forwarded-for": "198.51.100.7",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "rollcall.lan",
      "x-action-forwarded": "1",
    });
  });

  it.each([
    ["nobody signed", () => "e30.e30"],
    ["somebody changed", (signed: string) => `x${signed}`],
    ["has an end", (signed: string) => `${signed}.x`],
    ["is old", () => signClient(CLIENT, Date.now() - 61_000)],
  ])("believes no client that %s", async (_, forge) => {
    const { port } = await startFront();
    const headers = { "rollcall-client": forge(signClient(CLIENT)), "X-Action-Forwarded": "1" };
    const { seen } = await send(port, { headers });
    expect(seen.headers["x-forwarded-for"]).toBe("127.0.0.1");
    expect(seen.headers["x-action-forwarded"]).toBeUndefined();
    expect(seen.raw.join(" ")).not.toContain(headers["rollcall-client"]);
  });

  it("drops what only Next itself may say", async () => {
    const { port } = await startFront();
    const names = [
      "x-middleware-subrequest",
      "x-nextjs-data",
      "x-matched-path",
      "x-invoke-path",
      "x-now-route-matches",
      "X-Nonce",
      "Content-Security-Policy",
      "Forwarded",
      "X-Original-URL",
    ];
    const headers = Object.fromEntries(names.map((name) => [name, "canary-from-outside"]));
    const { seen } = await send(port, { headers: { ...headers, RSC: "1" } });
    expect(JSON.stringify(seen)).not.toContain("canary-from-outside");
    expect(seen.headers.rsc).toBe("1");
  });

  it.each([
    "//teams",
    "/teams//x",
    "/./teams",
    "/a/../teams",
    "/%2e%2e/teams",
    "/a%2fb",
    "/a%5Cb",
    "/a%00b",
    "/%zz",
    "/a%252fb",
  ])("refuses the address %s before Next sees it", async (path) => {
    const { port, calls } = await startFront();
    expect((await send(port, { path })).status).toBe(400);
    expect(calls()).toBe(0);
  });

  it.each(["/", "/teams/01J?q=a//b%2f", "/_next/static/chunks/app_%5Bid%5D.js", "/people/na%C3%AFve"])(
    "lets the address %s through as it is",
    async (path) => {
      const { port } = await startFront();
      expect((await send(port, { path })).seen.url).toBe(path);
    },
  );

  it.each([
    ["an answer", "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200],
    ["a script", "GET /_next/static/chunks/any.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200],
    ["a refused address", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400],
    ["a refused method", "DELETE / HTTP/1.1\r\nHost: x\r\n\r\n", 405],
    ["too large a body", `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${MAX_BODY_BYTES + 1}\r\n\r\n`, 413],
    ["a fault", "GET /fault HTTP/1.1\r\nHost: x\r\n\r\n", 500],
    ["an expectation", "GET / HTTP/1.1\r\nHost: x\r\nExpect: the-unexpected\r\n\r\n", 417],
    ["a request to no host", "GET / HTTP/1.1\r\n\r\n", 400],
    ["two lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400],
    ["no HTTP", "nonsense\r\n\r\n", 400],
    ["too many headers", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(40_000)}\r\n\r\n`, 431],
  ])("puts every guarding header on %s", async (what, bytes, status) => {
    for (const isHttps of [false, true]) {
      const { port } = await startFront([], isHttps);
      const answer = await raw(port, bytes);
      const [line = "", ...headers] = (answer.split("\r\n\r\n")[0] ?? "").toLowerCase().split("\r\n");
      expect(line).toContain(` ${status} `);
      for (const [name, value] of securityHeaders(isHttps))
        expect(headers.filter((one) => one.startsWith(`${name}:`))).toEqual([
          `${name}: ${value}`.toLowerCase(),
        ]);
      const policy = headers.find((one) => one.startsWith("content-security-policy: ")) ?? "";
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(headers.includes("cache-control: no-store")).toBe(what !== "a script");
      await stopFront();
    }
  });

  it.each(["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])("answers %s with 405", async (method) => {
    const { port, calls } = await startFront();
    expect((await send(port, { method })).status).toBe(405);
    expect(calls()).toBe(0);
  });

  it("lets a body of the largest size through, whole", async () => {
    const { port } = await startFront();
    const { status, seen } = await send(port, { method: "POST", body: Buffer.alloc(MAX_BODY_BYTES, 1) });
    expect([status, seen.bytes]).toEqual([200, MAX_BODY_BYTES]);
  });

  it("lets a file of 10 MB through, whole, to the one address that takes files", async () => {
    const { port, calls } = await startFront();
    const body = Buffer.alloc(MAX_UPLOAD_BYTES, 1);
    const { status, seen } = await send(port, { method: "POST", path: "/api/uploads?kind=roster", body });
    expect([status, seen.bytes]).toEqual([200, MAX_UPLOAD_BYTES]);
    for (const path of ["/api/uploads/", "/api/uploads/x", "/api/uploadsx", "/api/people?x=/api/uploads"]) {
      const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${MAX_BODY_BYTES + 1}\r\n\r\n`;
      expect(await raw(port, head)).toMatch(/^HTTP\/1\.1 413 /);
    }
    const head = `POST /api/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: ${MAX_UPLOAD_BYTES + 1}\r\n\r\n`;
    expect(await raw(port, head)).toMatch(/^HTTP\/1\.1 413 /);
    expect(calls()).toBe(1);
  });

  it("refuses a body that says it is larger, before a byte of it came", async () => {
    const { port, calls } = await startFront();
    const answer = await raw(
      port,
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${MAX_BODY_BYTES + 1}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(calls()).toBe(0);
  });

  it("lets whoever goes on sending such a body see that it was refused", async () => {
    const { port, calls } = await startFront();
    const body = Buffer.alloc(MAX_UPLOAD_BYTES + 1, 1);
    for (let time = 0; time < 5; time++)
      expect(await send(port, { method: "POST", path: "/api/uploads", body })).toMatchObject({ status: 413 });
    expect(calls()).toBe(0);
  });

  it("refuses a body of unsaid length as soon as it is larger", async () => {
    const { port } = await startFront();
    const chunk = `10000\r\n${"a".repeat(0x10000)}\r\n`;
    const answer = await raw(
      port,
      `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(6)}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });
});

/** Sends bytes and resolves to all that came back before the server closed the connection. */
function raw(port: number, bytes: string): Promise<string> {
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
