import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { nowIso } from "#lib/core/ids.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { holder, isGone, LEASE_MS, RENEW_MS } from "#lib/store/db/lease.ts";

const NAME = "keys.change";
const RETRY_MS = 100;

const leaseEnd = (): string => new Date(Date.now() + LEASE_MS).toISOString();

/** Whether this process may change the key ring now: nobody else does, or who did has died. */
const claim = (): Promise<boolean> =>
  transact(async (tx) => {
    const held = await tx.selectFrom("leases").selectAll().where("name", "=", NAME).executeTakeFirst();
    if (held && held.until >= nowIso() && !isGone(held.holder)) return false;
    if (!held) {
      const made = await tx
        .insertInto("leases")
        .values({ name: NAME, holder: holder(), until: leaseEnd() })
        .onConflict((conflict) => conflict.column("name").doNothing())
        .returning("name")
        .executeTakeFirst();
      return made !== undefined;
    }
    const taken = await tx
      .updateTable("leases")
      .set({ holder: holder(), until: leaseEnd() })
      .where("name", "=", NAME)
      .where("holder", "=", held.holder)
      .where("until", "=", held.until)
      .executeTakeFirst();
    return taken.numUpdatedRows > 0n;
  });

const mine = () => db().updateTable("leases").where("name", "=", NAME).where("holder", "=", holder());

/**
 * Runs `work` while no other process changes the key ring, waiting for one that does. `waited` says whether it had to:
 * then the ring may be another one by now. `signal` is aborted when the turn was lost after all.
 */
export async function withKeysLease<T>(
  work: (turn: { waited: boolean; signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  let waited = false;
  while (!(await claim())) {
    waited = true;
    await pause(RETRY_MS);
  }
  const lost = new AbortController();
  const renew = async () => {
    const renewed = await mine().set({ until: leaseEnd() }).executeTakeFirst();
    if (renewed.numUpdatedRows === 0n) lost.abort(new Error("Another command has taken over the key ring"));
  };
  const timer = setInterval(() => void renew().catch(() => {}), RENEW_MS);
  try {
    return await work({ waited, signal: lost.signal });
  } finally {
    clearInterval(timer);
    await db().deleteFrom("leases").where("name", "=", NAME).where("holder", "=", holder()).execute();
  }
}
