import "server-only";
import { type RawBuilder, sql } from "kysely";
import { dialect, type Tx } from "#lib/store/db/connection.ts";
import { chunks, type RunMark, type Tracked } from "#lib/store/db/synced-rows.ts";

/** A stretch of a synced table: which rows belong to the list, and the column of the vendor's key. */
export type Scope = { table: "members" | "secrets" | "teams"; where: RawBuilder<unknown>; key: string };

/** Complete runs in a row that must miss a row before it is taken for gone: a removal shifts pages past a reader. */
const MISSES = 2;

/** As rows of a query: thousands of keys go to the database, rather than thousands of rows from it. */
const all = (keys: readonly string[]): RawBuilder<unknown> =>
  dialect() === "postgres"
    ? sql`unnest(${keys}::text[])`
    : sql`value from json_each(${JSON.stringify(keys)})`;

/**
 * What a run that reached the end says about the rows it did not see. Rows missed twice become tombstones and are
 * returned; `missing` counts those missed once, which ask for another run. Tombstones older than the run go.
 */
export async function concludeRows<Row extends Tracked>(
  tx: Tx,
  { table, where, key }: Scope,
  { run, seen, endedAt }: { run: RunMark; seen: ReadonlySet<string>; endedAt: string },
): Promise<{ missing: number; gone: Row[] }> {
  const rows = sql.table(table);
  await sql`delete from ${rows} where ${where} and removed_at is not null and removed_at < ${run.startedAt}`.execute(
    tx,
  );
  // What a change touched after the run began is newer than the run.
  const { rows: unseen } = await sql<{ id: string; missed: number }>`
    select id, missed from ${rows}
    where ${where} and removed_at is null and (touched_at is null or touched_at < ${run.startedAt})
      and ${sql.ref(key)} not in (select ${all([...seen])})`.execute(tx);
  const lost = unseen.filter((row) => row.missed + 1 >= MISSES).map((row) => row.id);
  for (const some of chunks(unseen)) {
    const ids = sql.join(some.map((row) => row.id));
    await sql`update ${rows} set missed = missed + 1 where id in (${ids})`.execute(tx);
  }
  const gone: Row[] = [];
  for (const some of chunks(lost)) {
    const ids = sql.join(some);
    gone.push(...(await sql<Row>`select * from ${rows} where id in (${ids})`.execute(tx)).rows);
    await sql`update ${rows} set removed_at = ${endedAt} where id in (${ids})`.execute(tx);
  }
  return { missing: unseen.length - lost.length, gone };
}
