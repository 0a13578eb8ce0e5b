import "server-only";
import { sql } from "kysely";
import { db, type Tx } from "#lib/store/db/connection.ts";
import { SEALED_COLUMNS, type SealedColumn, type SealedRow } from "./sealed-columns.ts";

const PAGE = 200;

/** Every sealed text of the store with its column, in pages: what is sealed meanwhile may be missed. */
export async function* readSealedRows(
  columns: readonly SealedColumn[] = SEALED_COLUMNS,
  from: Tx | ReturnType<typeof db> = db(),
): AsyncGenerator<{ column: SealedColumn; row: SealedRow }> {
  for (const column of columns) {
    let last = "";
    for (;;) {
      const page = await readPage(column, last, from);
      for (const row of page) yield { column, row };
      const end = page.at(-1);
      if (!end || page.length < PAGE) break;
      last = end.id;
    }
  }
}

async function readPage(
  column: SealedColumn,
  after: string,
  from: Tx | ReturnType<typeof db>,
): Promise<SealedRow[]> {
  const id = sql.ref(column.id);
  const text = sql.ref(column.column);
  const more = (["vendor", "target", "label"] as const).flatMap((name) => {
    const from = column[name];
    return from ? [sql`, ${sql.ref(from)} as ${sql.ref(name)}`] : [];
  });
  const only = column.rows ? sql`and ${id} in (${sql.join([...column.rows])})` : sql``;
  const { rows } = await sql<SealedRow>`
    select ${id} as id, ${text} as sealed ${sql.join(more, sql``)}
    from ${sql.table(column.table)}
    where ${text} is not null and ${id} > ${after} ${only}
    order by ${id} limit ${sql.lit(PAGE)}`.execute(from);
  return rows;
}
