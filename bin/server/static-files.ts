import { createReadStream, readdirSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";

const TYPES: Record<string, string> = {
  ".js": "application/javascript; charset=UTF-8",
  ".css": "text/css; charset=UTF-8",
  ".svg": "image/svg+xml",
  ".json": "application/json; charset=UTF-8",
};

type Packed = { file: string; size: number; type: string };

/** The files under /_next/static that the build left a Brotli copy of, by their address. Read once, at start. */
export function packedFiles(distDir: string): Map<string, Packed> {
  const folder = path.join(distDir, "static");
  const found = new Map<string, Packed>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".br")) continue;
    const plain = name.slice(0, -3);
    const type = TYPES[path.extname(plain)];
    const file = path.join(folder, name);
    const address = `/_next/static/${plain.split(path.sep).map(encodeURIComponent).join("/")}`;
    if (type) found.set(address, { file, size: statSync(file).size, type });
  }
  return found;
}

/** Answers with the Brotli copy where there is one and the browser takes it; false otherwise. Names carry a hash, so the answer never ages. */
export function servePacked(
  files: Map<string, Packed>,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const packed = files.get((request.url ?? "").split("?", 1)[0] ?? "");
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
