import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveStatic, staticFiles } from "./static-files.ts";

let folder = "";
let server: Server;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "rollcall-static-"));
  mkdirSync(path.join(folder, "static", "chunks", "app", "[id]"), { recursive: true });
  const file = path.join(folder, "static", "chunks", "app", "[id]", "page.js");
  writeFileSync(file, "plain");
  writeFileSync(`${file}.br`, brotliCompressSync("packed"));
  writeFileSync(path.join(folder, "static", "chunks", "plain.js"), "plain");
  writeFileSync(path.join(folder, "server.js.br"), "not under static");
  const files = staticFiles(folder);
  server = createServer((incoming, response) => {
    if (!serveStatic(files, incoming, response)) response.writeHead(404).end("next");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function get(address: string, encoding: string, method = "GET") {
  return new Promise<{ status: number; encoding: string | undefined; body: Buffer }>((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const options = { port, path: address, method, headers: { "Accept-Encoding": encoding }, agent: false };
    request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          encoding: response.headers["content-encoding"],
          body: Buffer.concat(chunks),
        }),
      );
    })
      .on("error", reject)
      .end();
  });
}

const page = "/_next/static/chunks/app/%5Bid%5D/page.js";

describe("packed static files", () => {
  it("go to a browser that takes Brotli", async () => {
    const { status, encoding, body } = await get(page, "gzip, deflate, br, zstd");
    expect([status, encoding, brotliDecompressSync(body).toString()]).toEqual([200, "br", "packed"]);
  });

  it.each([
    ["a browser that does not", page, "gzip"],
    ["a file without a copy", "/_next/static/chunks/plain.js", "br"],
    ["the copy's own name", `${page}.br`, "br"],
    ["another folder", "/_next/server.js", "br"],
  ])("leave %s to Next", async (_what, address, encoding) => {
    expect(`${(await get(address, encoding)).body}`).toBe("next");
  });

  it.each([
    "/_next/static/chunks/none.js",
    "/_next/static/../server.js",
    "/_next/static/%",
    "/_next/static/",
  ])("are not there at %s", async (address) => {
    const { status, body } = await get(address, "br");
    expect([status, `${body}`]).toEqual([404, "There is no such file.\n"]);
  });

  it("answer HEAD without a body", async () => {
    const { status, body } = await get(page, "br", "HEAD");
    expect([status, body.length]).toEqual([200, 0]);
  });
});
