import "server-only";
import { sql } from "kysely";
import { log } from "#lib/core/log.ts";
import { appendEvent, type NewEvent } from "#lib/store/audit/append.ts";
import { RESEAL_ACTION } from "#lib/store/audit/names.ts";
import { isRecordedToken } from "#lib/store/audit/sealed-token.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { keyIdOf, SealError, seal, sealedDigest, sealingKeyId, unseal } from "./key-ring.ts";
import { bindingOf, type SealedColumn, type SealedRow } from "./sealed-columns.ts";
import { readSealedRows } from "./sealed-rows.ts";

export type Resealed = { resealed: number; refused: number };

/**
 * Seals everything in the store with the first key of the ring, a row at a time: each in a transaction of its own with its
 * event, so that a kill between two rows leaves both kinds, and whoever starts next goes on. What does not open stays as
 * it is, and so does a token that is not the one that the audit log recorded: sealing an older copy again would make it
 * look genuine. `onRow` hears of each row that was sealed again.
 */
export async function resealAll(onRow?: (resealed: number) => Promise<void> | void): Promise<Resealed> {
  const result: Resealed = { resealed: 0, refused: 0 };
  for await (const { column, row } of readSealedRows()) {
    try {
      if (keyIdOf(row.sealed) === sealingKeyId()) continue;
      if (column.table === "connections" && !(await isRecordedToken(row.id, row.sealed)))
        throw new SealError("refused", "The audit log recorded another sealed token last");
      const binding = bindingOf(column, row);
      const sealed = await seal(await unseal(row.sealed, binding), binding);
      if (!(await replace(column, row, sealed))) continue;
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      if (!(await stillHolds(column, row))) continue;
      result.refused += 1;
      const where = `${column.table}.${column.column}`;
      log.error(
        { where, row: row.id, why: error.why },
        "What is sealed here cannot be opened: give it again",
      );
      continue;
    }
    result.resealed += 1;
    await onRow?.(result.resealed);
  }
  return result;
}

/** Whether the row is still as it was read: replaced or deleted meanwhile, it is no alarm. */
async function stillHolds(column: SealedColumn, row: SealedRow): Promise<boolean> {
  const { rows } = await sql`
    select 1 from ${sql.table(column.table)}
    where ${sql.ref(column.id)} = ${row.id} and ${sql.ref(column.column)} = ${row.sealed}`.execute(db());
  return rows.length > 0;
}

/** Only where the row still holds what was read: another process may have been faster. */
const replace = (column: SealedColumn, row: SealedRow, sealed: string): Promise<boolean> =>
  transact(async (tx) => {
    const text = sql.ref(column.column);
    const { rows } = await sql`
      update ${sql.table(column.table)} set ${text} = ${sealed}
      where ${sql.ref(column.id)} = ${row.id} and ${text} = ${row.sealed}
      returning ${sql.ref(column.id)}`.execute(tx);
    if (rows.length === 0) return false;
    await appendEvent(tx, eventOf(column, row, sealed));
    return true;
  });

function eventOf(column: SealedColumn, row: SealedRow, sealed: string): NewEvent {
  const facts = { key: keyIdOf(sealed), sealedWith: keyIdOf(row.sealed) };
  const common = { actor: "system", outcome: "done" } as const;
  if (column.table === "connections")
    return {
      ...common,
      action: RESEAL_ACTION,
      connectionId: row.id,
      facts: {
        ...facts,
        vendor: row.vendor ?? null,
        label: row.label ?? null,
        sealedToken: sealedDigest(sealed),
      },
      search: row.label ?? "",
    };
  return {
    ...common,
    action: "keys.reseal",
    facts: { ...facts, table: column.table, column: column.column, row: row.id },
  };
}
