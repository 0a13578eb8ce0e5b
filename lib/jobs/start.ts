import "server-only";
import { setTimeout } from "node:timers/promises";
import { installOidcProviders, readOidcProviders } from "#lib/access/oidc/config.ts";
import { ensureFirstAdmin, ensureSetupCode } from "#lib/access/users/first-admin.ts";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { log } from "#lib/core/log.ts";
import { startOutboundProxy } from "#lib/core/outbound-proxy.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { VERSION } from "#lib/core/version.ts";
import { ensureGivenConnections, readGivenConnections } from "#lib/directory/connections/given.ts";
import { startJobs } from "#lib/jobs/jobs.ts";
import { stopJobs } from "#lib/jobs/loop.ts";
import { startStore, stopStore } from "#lib/jobs/start-store.ts";
import { checkVendorAddresses } from "#lib/vendors/address.ts";

/** What the server in `bin/` waits for and ends; it finds it under the same name. */
export type Lifecycle = { started?: Promise<void>; stop: () => Promise<void> };

const lifecycle = () => perProcess<Lifecycle>("lifecycle", () => ({ stop: async () => {} }));

/**
 * Starts what runs beside the pages, once per process: the store with its migrations, the first admin or the set-up
 * code, the connections given by the environment, and the jobs. What cannot start ends the process
 * with one line.
 */
export function startRollcall(): Promise<void> {
  const life = lifecycle();
  life.stop = stopRollcall;
  life.started ??= start().catch((error: unknown) => {
    const why = error instanceof AppError ? (error.reason ?? error.message) : String(error);
    process.stderr.write(`rollcall: ${why.replace(/^\w*Error: /, "").replaceAll(/\s*\n\s*/g, " ")}\n`);
    process.exit(1);
  });
  return life.started;
}

/** Longer than the vendors usually take, shorter than people wait for a start: after that it goes on beside. */
const GIVEN_CONNECTIONS_MS = 5_000;

async function start(): Promise<void> {
  env();
  checkVendorAddresses();
  startOutboundProxy();
  const given = await readGivenConnections();
  installOidcProviders(await readOidcProviders());
  if (env().ROLLCALL_METRICS_TOKEN) (await import("#lib/insight/metrics/registry.ts")).startMetrics();
  await startStore();
  await startJobs("keys", "builds");
  await ensureFirstAdmin();
  await ensureSetupCode();
  await startJobs();
  const adding = ensureGivenConnections(given);
  await Promise.race([adding, setTimeout(GIVEN_CONNECTIONS_MS, undefined, { ref: false })]);
  log.info({ version: VERSION }, "Started");
}

/** Takes no more work, parks what runs, closes the store. */
export async function stopRollcall(): Promise<void> {
  const life = lifecycle();
  if (!life.started) return;
  await life.started;
  // Last of all: until here something may still be sealed.
  await stopJobs((name) => name !== "keys");
  await stopJobs();
  await stopStore();
  log.info({}, "Stopped");
}
