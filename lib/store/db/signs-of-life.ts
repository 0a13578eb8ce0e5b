import "server-only";
import { sql } from "kysely";
import { perProcess } from "#lib/core/per-process.ts";
import { db, dialect } from "./connection.ts";
import { holder } from "./lease.ts";
import { note, unsay } from "./presence.ts";

/** How often a process on a shared store says that it lives, and how long it is believed. By the store's clock. */
export const SIGN_EVERY_MS = 1_000;
const SILENT_MS = 3_000;

const TOPIC = "alive";

/** The store's time, a while from now, as Rollcall writes times: two machines' clocks may differ by more than a sign is worth. */
const storeTime = (inMs: number) =>
  sql<string>`to_char((clock_timestamp() + ${inMs} * interval '1 millisecond') at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const silent = () => perProcess("silent-processes", () => ({ holders: new Set<string>() }));

/** Says that this process lives. A process on a store of its own has nobody to say it to. */
export async function giveSign(): Promise<void> {
  if (dialect() !== "postgres") return;
  await note(TOPIC, holder(), storeTime(SILENT_MS));
}

/** This process ends in order: it leaves nothing to be taken up. Forgets those, too, that ended otherwise long ago. */
export async function endSigns(): Promise<void> {
  if (dialect() !== "postgres") return;
  await unsay(TOPIC);
  await db()
    .deleteFrom("leases")
    .where("name", "like", `${TOPIC} %`)
    .where("until", "<", storeTime(-86_400_000))
    .execute();
}

/** Looks who gave signs and does not any more: dead, or held up so long that others go on without it. */
export async function lookForSilent(): Promise<ReadonlySet<string>> {
  if (dialect() !== "postgres") return silent().holders;
  const rows = await db()
    .selectFrom("leases")
    .select("holder")
    .where("name", "like", `${TOPIC} %`)
    .where("holder", "!=", holder())
    .where("until", "<", storeTime(0))
    .execute();
  silent().holders = new Set(rows.map((row) => row.holder));
  return silent().holders;
}

/** Whether a process was silent when `lookForSilent` was last called. */
export const isSilent = (signed: string | null): boolean => signed !== null && silent().holders.has(signed);
