import "server-only";
import { authenticateLog } from "#lib/audit/authenticate.ts";
import { resealAll } from "#lib/crypto/reseal.ts";
import { startKeyRing } from "#lib/crypto/start-key-ring.ts";
import { env } from "#lib/env.ts";
import { ensurePeople } from "#lib/people/ensure.ts";
import { perProcess } from "#lib/per-process.ts";
import { closeStore, db, dialect } from "./connection.ts";
import { migrate } from "./migrate.ts";

const slot = (): { starting?: Promise<void> } => perProcess("store-start", () => ({}));

async function start(): Promise<void> {
  env();
  await migrate(db(), dialect());
  await ensurePeople();
  await startKeyRing();
  await authenticateLog();
  await resealAll();
}

/**
 * Opens the store, brings it up to this code and opens the key ring, once a process. Throws `EnvError`, `StoreError` or
 * `KeyRingError`, each of one line that says what is wrong; nothing has been overwritten then.
 */
export async function startStore(): Promise<void> {
  const held = slot();
  held.starting ??= start();
  try {
    await held.starting;
  } catch (error) {
    delete held.starting;
    await closeStore().catch(() => {});
    throw error;
  }
}

/** Closes the store so that `startStore` begins anew. */
export async function stopStore(): Promise<void> {
  delete slot().starting;
  await closeStore();
}
