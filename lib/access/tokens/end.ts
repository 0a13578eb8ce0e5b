import "server-only";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
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

/** Throws UNAUTHENTICATED where the token that asks was ended since: planning takes seconds, in which somebody may have pressed End. */
export async function assertNotEnded(tx: Tx, { token }: Viewer): Promise<void> {
  if (token === undefined) return;
  const row = await tx
    .selectFrom("api_tokens")
    .select("ended_at")
    .where("id", "=", token.id)
    .executeTakeFirst();
  if (!row || row.ended_at !== null)
    throw new AppError("UNAUTHENTICATED", { reason: "This token was ended meanwhile" });
}
