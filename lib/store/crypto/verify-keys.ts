import "server-only";
import { isRecordedToken } from "#lib/store/audit/sealed-token.ts";
import { db, type Tx } from "#lib/store/db/connection.ts";
import { SealError, unseal } from "./key-ring.ts";
import { bindingOf, SEALED_COLUMNS } from "./sealed-columns.ts";
import { readSealedRows } from "./sealed-rows.ts";

export type Unsealable = { where: string; row: string; why: string };

/** Opens every sealed text of the store and forgets it. Says what does not open, and which token is not the recorded one. */
export async function verifySealed(
  from: Tx | ReturnType<typeof db> = db(),
): Promise<{ opened: number; refused: Unsealable[] }> {
  const refused: Unsealable[] = [];
  let opened = 0;
  for await (const { column, row } of readSealedRows(SEALED_COLUMNS, from)) {
    const where = `${column.table}.${column.column}`;
    try {
      await unseal(row.sealed, bindingOf(column, row));
      if (column.table === "connections" && !(await isRecordedToken(row.id, row.sealed, from)))
        throw new SealError("refused", "the audit log recorded another sealed token last");
      opened += 1;
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      refused.push({ where, row: row.id, why: error.detail ?? error.why });
    }
  }
  return { opened, refused };
}
