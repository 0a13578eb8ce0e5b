import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { db } from "#lib/store/db/connection.ts";
import { claim, holder, keep, releaseOfGone, whileHeld } from "#lib/store/db/lease.ts";

const NAME = "keys.change";
const RETRY_MS = 100;

/** Whether this process may change the key ring now: nobody else does, or who did has died. */
async function mayChange(): Promise<boolean> {
  await db()
    .insertInto("leases")
    .values({ name: NAME, holder: "", until: "" })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  await releaseOfGone("leases", NAME);
  return (await claim("leases", NAME)) !== undefined;
}

/**
 * Runs `work` while no other process changes the key ring, waiting for one that does. `waited` says whether it had to:
 * then the ring may be another one by now. `signal` is aborted when the turn was lost after all.
 */
export async function withKeysLease<T>(
  work: (turn: { waited: boolean; signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  let waited = false;
  while (!(await mayChange())) {
    waited = true;
    await pause(RETRY_MS);
  }
  try {
    return await whileHeld(
      async () => (await keep("leases", [NAME])).has(NAME),
      (signal) => work({ waited, signal }),
      new Error("Another command has taken over the key ring"),
    );
  } finally {
    await db().deleteFrom("leases").where("name", "=", NAME).where("holder", "=", holder()).execute();
  }
}
