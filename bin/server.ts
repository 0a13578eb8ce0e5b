import { existsSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { constants } from "node:zlib";
import compression from "compression";
import { guardingHeaders } from "#lib/access/auth/guarding-headers.ts";
import { setBuildId } from "#lib/core/build-id.ts";
import { env } from "#lib/core/env.ts";
import { answering } from "#lib/core/give-way.ts";
import { setStyles } from "#lib/core/styles.ts";
import { drainOnSignals, started } from "./server/drain.ts";
import { createFront, type Handler } from "./server/front.ts";
import { learnPort, readServerEnv } from "./server/listen.ts";
import { serveStatic, staticFiles } from "./server/static-files.ts";
import { stopHook } from "./setup/server-only.mjs";

const root = path.resolve(import.meta.dirname, "..");
Object.assign(process.env, { NODE_ENV: "production" });
process.chdir(root);

function stop(line: string): never {
  console.error(`rollcall: ${line}`);
  process.exit(1);
}

const { hostname, port, trustedProxies } = readServerEnv(stop);
const distDir = path.join(root, process.env.NEXT_DIST_DIR || ".next");
const buildFile = path.join(distDir, "BUILD_ID");
if (!existsSync(buildFile)) {
  stop("there is no production build; run `npm run build`, or `npm start`, which builds by itself.");
}
setBuildId(readFileSync(buildFile, "utf8").trim());
setStyles(JSON.parse(readFileSync(path.join(distDir, "rollcall-styles.json"), "utf8")));

// Bound first, so that a taken port is known before the store is touched; requests wait until Next is ready.
const files = staticFiles(distDir);
// Brotli where the browser takes it, as far as it pays: a page is smaller than with gzip by then, at less cost. Rows are so short
// that most of a better quality's time would go into making its tables.
const packWith = (quality: number) =>
  compression({ brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: quality } } });
const [packPage, packRows] = [packWith(2), packWith(1)];
const ready = Promise.withResolvers<Handler>();
const front = createFront(
  async (request, response) => {
    if (serveStatic(files, request, response)) return;
    // What runs in the background lets requests go first.
    response.once("close", answering());
    const handle = await ready.promise;
    const pack = request.url?.startsWith("/api/") ? packRows : packPage;
    await new Promise<void>((resolve) => pack(request, response, () => resolve()));
    await handle(request, response);
  },
  {
    trust: () => ({ trustedProxies, ownUrl: env().isUrlGiven ? env().ROLLCALL_URL : undefined }),
    guards: guardingHeaders,
  },
);
await new Promise<void>((resolve) => {
  front.once("error", (error: NodeJS.ErrnoException) =>
    stop(
      error.code === "EADDRINUSE"
        ? `port ${port} is taken; set PORT to another.`
        : `cannot listen: ${error.message}`,
    ),
  );
  front.listen(port, hostname, resolve);
});
const listening = learnPort(hostname, (front.address() as AddressInfo).port);
drainOnSignals(front);
// Where Next sends what it passes on to itself. It would speak https to this port where people use https.
process.env.__NEXT_PRIVATE_ORIGIN = listening.self;

// Next comes last: what is left to load is packages, which the hook would only slow down.
stopHook();
const { default: next } = await import("next");
// Preparing Next runs instrumentation.ts, which starts the store, the runner and the scheduler.
const app = next({ dev: false, dir: root, hostname, port: listening.port, quiet: true });
await app.prepare();
await started();
ready.resolve(app.getRequestHandler());
console.log(`Rollcall is ready on ${listening.origin}${listening.note}`);
process.send?.({ type: "listening", url: listening.url });
