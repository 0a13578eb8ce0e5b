import "server-only";
import { nowIso } from "#lib/core/ids.ts";
import type { Tx } from "#lib/store/db/connection.ts";

/** Ends a user's tokens; returns how many were not ended. */
export async function endTokensOf(tx: Tx, userId: string): Promise<number> {
  const ended = await tx
    .updateTable("api_tokens")
    .set({ ended_at: nowIso() })
    .where("user_id", "=", userId)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return Number(ended.numUpdatedRows);
}
