import "server-only";
import { env } from "#lib/core/env.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { ensurePeople } from "#lib/directory/people/ensure.ts";
import { authenticateLog } from "#lib/store/audit/authenticate.ts";
import { resealAll } from "#lib/store/crypto/reseal.ts";
import { startKeyRing } from "#lib/store/crypto/start-key-ring.ts";
import { closeStore, db, dialect } from "#lib/store/db/connection.ts";
import { migrate } from "#lib/store/db/migrate.ts";

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
