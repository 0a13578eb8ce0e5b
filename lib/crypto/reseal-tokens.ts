import "server-only";
import { appendEvent } from "#lib/audit/append.ts";
import { RESEAL_ACTION } from "#lib/audit/names.ts";
import { tokenBinding } from "#lib/connections/token.ts";
import { db, transact } from "#lib/db/connection.ts";
import { log } from "#lib/log.ts";
import { isSealedWithOlderKey, SealError, seal, sealedDigest, unseal } from "./key-ring.ts";

/**
 * Seals every stored token with the first key of the ring, so that older keys can be taken out after a start. A token
 * that does not open stays as it is: its connection says so when it is used. Returns how many were sealed again.
 */
export async function resealTokens(): Promise<number> {
  const rows = await db()
    .selectFrom("connections")
    .select(["id", "vendor", "target_id", "label", "sealed_token"])
    .execute();
  let resealed = 0;
  for (const row of rows) {
    try {
      if (!isSealedWithOlderKey(row.sealed_token)) continue;
      const sealed = await seal(await unseal(row.sealed_token, tokenBinding(row)), tokenBinding(row));
      if (await replace(row, sealed)) resealed += 1;
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      log.error({ connectionId: row.id, why: error.why }, "A stored token cannot be opened: give it again");
    }
  }
  return resealed;
}

type Row = { id: string; vendor: string; label: string; sealed_token: string };

/** Only where the row still holds what was read: another process may have been faster. */
const replace = (row: Row, sealed: string): Promise<boolean> =>
  transact(async (tx) => {
    const updated = await tx
      .updateTable("connections")
      .set({ sealed_token: sealed })
      .where("id", "=", row.id)
      .where("sealed_token", "=", row.sealed_token)
      .returning("id")
      .executeTakeFirst();
    if (!updated) return false;
    await appendEvent(tx, {
      action: RESEAL_ACTION,
      actor: "system",
      outcome: "done",
      connectionId: row.id,
      facts: { vendor: row.vendor, label: row.label, sealedToken: sealedDigest(sealed) },
      search: row.label,
    });
    return true;
  });
