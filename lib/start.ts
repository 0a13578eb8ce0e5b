import "server-only";
import { startRunner, stopRunner } from "#lib/changes/runner.ts";
import { ensureGivenConnections } from "#lib/connections/given.ts";
import { closeStore } from "#lib/db/connection.ts";
import { startStore } from "#lib/db/start.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log.ts";
import { perProcess } from "#lib/per-process.ts";
import { startScheduler, stopScheduler } from "#lib/sync/scheduler.ts";
import { ensureFirstAdmin } from "#lib/users/first-admin.ts";

type Lifecycle = { started?: Promise<void>; stop: () => Promise<void> };

/** The server in `bin/` finds `stop` under the same name. */
const lifecycle = () => perProcess<Lifecycle>("lifecycle", () => ({ stop: async () => {} }));

/**
 * Starts what runs beside the pages, once per process: the store with its migrations, the first admin or the set-up
 * code, the connections given by the environment, the runner and the scheduler. What cannot start ends the process
 * with one line.
 */
export function startRollcall(): Promise<void> {
  const life = lifecycle();
  life.stop = stopRollcall;
  life.started ??= start().catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`rollcall: ${why.replaceAll(/\s*\n\s*/g, " ")}\n`);
    process.exit(1);
  });
  return life.started;
}

async function start(): Promise<void> {
  env();
  await startStore();
  await ensureFirstAdmin();
  await ensureGivenConnections();
  startRunner();
  startScheduler();
  log.info({}, "Started");
}

/** Takes no more work, parks what runs, closes the store. */
export async function stopRollcall(): Promise<void> {
  const life = lifecycle();
  if (!life.started) return;
  await life.started;
  await Promise.allSettled([stopScheduler(), stopRunner()]);
  await closeStore();
  log.info({}, "Stopped");
}
