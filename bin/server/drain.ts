import type { Server } from "node:http";
import { setTimeout } from "node:timers/promises";
import { perProcess } from "#lib/core/per-process.ts";
import type { Lifecycle } from "#lib/jobs/start.ts";

/** Filled by lib/jobs/start.ts, in the bundle that Next runs. */
const lifecycle = () => perProcess<Lifecycle>("lifecycle", () => ({ stop: async () => {} }));

/** Next runs the instrumentation without waiting for it: resolves when what it starts has started. */
export async function started(): Promise<void> {
  while (!lifecycle().started) await setTimeout(10);
  await lifecycle().started;
}

const DEADLINE_MS = 9_000;
/** A terminal's Ctrl+C reaches this process twice: from the terminal and from the launcher. */
const SAME_SIGNAL_MS = 1_000;

/** Ends this process in order on SIGTERM, SIGINT, or when the launcher is gone: open requests first, then the runner and the store. */
export function drainOnSignals(server: Server): void {
  let startedAt = 0;
  const drain = async (): Promise<void> => {
    if (startedAt > 0) {
      if (Date.now() - startedAt > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    startedAt = Date.now();
    globalThis.setTimeout(() => process.exit(1), DEADLINE_MS).unref();
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    server.closeIdleConnections();
    const idle = setInterval(() => server.closeIdleConnections(), 100);
    // Put there by lib/jobs/start.ts, in the bundle that Next runs.
    const lifecycle = perProcess<{ stop: () => Promise<void> }>("lifecycle", () => ({
      stop: async () => {},
    }));
    await Promise.allSettled([closed, lifecycle.stop()]);
    clearInterval(idle);
    process.exit(0);
  };
  process.on("SIGTERM", drain);
  process.on("SIGINT", drain);
  process.on("SIGHUP", drain);
  process.on("disconnect", drain);
}
