import "server-only";
import { nowIso } from "#lib/core/ids.ts";
import { db } from "#lib/store/db/connection.ts";
import { isGone } from "#lib/store/db/lease.ts";

/** The leases by which each process says with which key it seals: the holder is the key. */
export const SEALING_PREFIX = "keys.process ";

/** The servers that run on this store and the key that each seals with. */
export async function sealingProcesses(): Promise<{ process: string; key: string }[]> {
  const rows = await db()
    .selectFrom("leases")
    .select(["name", "holder"])
    .where("name", "like", `${SEALING_PREFIX}%`)
    .where("until", ">=", nowIso())
    .execute();
  return rows
    .map(({ name, holder: key }) => ({ process: name.slice(SEALING_PREFIX.length), key }))
    .filter(({ process }) => !isGone(process))
    .map(({ process, key }) => ({ process: process.split(" ").slice(0, 2).join(" "), key }));
}
