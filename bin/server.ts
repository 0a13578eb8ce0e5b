import { existsSync } from "node:fs";
import path from "node:path";
import next from "next";
import { createFront } from "./server/front.ts";
import { drainOnSignals } from "./server/drain.ts";
import { readServerEnv } from "./server/listen.ts";

const root = path.resolve(import.meta.dirname, "..");
(process.env as Record<string, string>).NODE_ENV = "production";
process.chdir(root);

function stop(line: string): never {
  console.error(`rollcall: ${line}`);
  process.exit(1);
}

const { hostname, port, trustedProxies, origin } = readServerEnv(stop);
if (!existsSync(path.join(root, process.env.NEXT_DIST_DIR || ".next", "BUILD_ID"))) {
  stop("there is no production build; run `npm run build`, or `npm start`, which builds by itself.");
}

// Preparing Next runs instrumentation.ts, which starts the store, the runner and the scheduler.
const app = next({ dev: false, dir: root, hostname, port, quiet: true });
await app.prepare();

const front = createFront(app.getRequestHandler(), trustedProxies);
drainOnSignals(front);
front.on("error", (error: NodeJS.ErrnoException) => {
  stop(
    error.code === "EADDRINUSE" ? `port ${port} is taken; set PORT to another.` : `cannot listen: ${error.message}`,
  );
});
front.listen(port, hostname, () => {
  const address = front.address();
  const actual = address && typeof address === "object" ? address.port : port;
  const url = `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${actual}`;
  console.log(`Rollcall is ready on ${origin ?? url}${origin && origin !== url ? ` (listening on ${url})` : ""}`);
  process.send?.({ type: "listening", url });
});
