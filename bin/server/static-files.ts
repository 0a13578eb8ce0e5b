import { createReadStream, readdirSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";

const TYPES: Record<string, string> = {
  // In the page's own letters, UTF-8.
  ".js": "text/javascript",
  ".css": "text/css; charset=UTF-8",
  ".svg": "image/svg+xml",
  ".json": "application/json; charset=UTF-8",
};

type Packed = { file: string; size: number; type: string };

const STATIC = "/_next/static/";

/** What the build left under /_next/static, by its address, with the Brotli copy where there is one. Read once, at start. */
export type StaticFiles = ReadonlyMap<string, Packed | undefined>;

export function staticFiles(distDir: string): StaticFiles {
  const folder = path.join(distDir, "static");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const found = new Map<string, Packed | undefined>();
  for (const name of names) found.set(STATIC + name.split(path.sep).join("/"), undefined);
  for (const name of names) {
    if (!name.endsWith(".br")) continue;
    const plain = name.slice(0, -3);
    const type = TYPES[path.extname(plain)];
    const file = path.join(folder, name);
    const address = STATIC + plain.split(path.sep).join("/");
    if (type) found.set(address, { file, size: statSync(file).size, type });
  }
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Answers with the Brotli copy where there is one and the browser takes it, and with 404 for a file that the build did not
 * leave: Next would take that for a page's address. False otherwise. Names carry a hash, so an answer never ages.
 */
export function serveStatic(files: StaticFiles, request: IncomingMessage, response: ServerResponse): boolean {
  const address = decoded((request.url ?? "").split("?", 1)[0] ?? "");
  if (address.startsWith(STATIC) && !files.has(address)) {
    response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" }).end("There is no such file.\n");
    return true;
  }
  const packed = files.get(address);
  if (!packed || request.method === "POST") return false;
  if (!/(?:^|[\s,])br(?:$|[\s,;])/.test(String(request.headers["accept-encoding"] ?? ""))) return false;
  response.writeHead(200, {
    "Content-Type": packed.type,
    "Content-Encoding": "br",
    "Content-Length": packed.size,
    "Cache-Control": "public, max-age=31536000, immutable",
    Vary: "Accept-Encoding",
  });
  if (request.method === "HEAD") response.end();
  else
    createReadStream(packed.file)
      .on("error", () => response.destroy())
      .pipe(response);
  return true;
}
