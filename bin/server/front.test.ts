import { afterEach, describe, expect, it } from "vitest";
import { securityHeaders } from "#lib/access/auth/security-headers.ts";
import { MAX_BODY_BYTES, MAX_UPLOAD_BYTES } from "./body-limit.ts";
import { raw, send, startFront, stopFront } from "./front.testing.ts";

afterEach(stopFront);

describe("the server in front of Next", () => {
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
