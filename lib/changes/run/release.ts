import "server-only";
import { nowIso } from "#lib/core/ids.ts";
import { db } from "#lib/store/db/connection.ts";
import { releaseOfGone } from "#lib/store/db/lease.ts";
import { lookForSilent } from "#lib/store/db/signs-of-life.ts";

/**
 * Frees what a dead process holds before its leases run out. Of a process of this machine that is certain. Of a silent one
 * elsewhere it is not: only what it has not tried is taken from it, which it notices as it counts the try (`countTry`), so
 * that the vendor is never called by two. What it tried waits for its lease, and so does what only it can do, having the value.
 */
export async function releaseOfDead(): Promise<void> {
  await releaseOfGone("changes");
  const silent = await lookForSilent();
  if (silent.size === 0) return;
  const now = nowIso();
  await db()
    .updateTable("changes")
    .set({ lease_until: now })
    .where("state", "=", "running")
    .where("attempts", "=", 0)
    .where("value_in_memory", "=", 0)
    .where("lease_holder", "in", [...silent])
    .where("lease_until", ">", now)
    .execute();
}
