import "server-only";
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "#lib/db/connection.ts";
import { chunks, type RunMark } from "#lib/sync/rows.ts";

export type SyncedTable = "members" | "secrets" | "teams";
/** Complete runs in a row that must miss a row before it is taken for gone: a removal shifts pages past a reader. */
const MISSES = 2;

/**
 * What a run that reached the end says about the rows it did not see. Rows missed twice become tombstones and are
 * returned; `missing` counts those missed once, which ask for another run. Tombstones older than the run go.
 */
export async function concludeRows<Row extends { id: string }>(
  tx: Tx,
  table: SyncedTable,
  scope: RawBuilder<unknown>,
  run: RunMark,
  endedAt: string,
): Promise<{ missing: number; gone: Row[] }> {
  const rows = sql.table(table);
  await sql`delete from ${rows} where ${scope} and removed_at is not null and removed_at < ${run.startedAt}`.execute(
    tx,
  );
  const unseen = sql`${scope} and removed_at is null and (seen_run is null or seen_run <> ${run.id})
    and (touched_at is null or touched_at < ${run.startedAt})`;
  await sql`update ${rows} set missed = missed + 1 where ${unseen}`.execute(tx);
  const counted = await sql<{ n: number }>`
    select count(*) as n from ${rows} where ${unseen} and missed < ${MISSES}`.execute(tx);
  const gone = await sql<Row>`select * from ${rows} where ${unseen} and missed >= ${MISSES}`.execute(tx);
  for (const some of chunks(gone.rows)) {
    const ids = sql.join(some.map((row) => row.id));
    await sql`update ${rows} set removed_at = ${endedAt} where id in (${ids})`.execute(tx);
  }
  return { missing: Number(counted.rows[0]?.n ?? 0), gone: gone.rows };
}
