import "server-only";
import { db, type Tx } from "#lib/store/db/connection.ts";
import { openTotpSecret } from "./data.ts";
import { consumeRecoveryCode } from "./recovery-codes.ts";
import { matchingStep } from "./totp.ts";

/** How a code was right. */
export type CodeKind = "app" | "recovery";

/**
 * Checks a code against a user's two-factor. What it resolves to uses the code up in a transaction and says what it was, or
 * null where it is wrong, or was used already by somebody faster.
 */
export async function codeUse(
  userId: string,
  code: string,
  now = Date.now(),
): Promise<(tx: Tx) => Promise<CodeKind | null>> {
  const row = await db()
    .selectFrom("two_factor")
    .select(["sealed_secret", "confirmed_at"])
    .where("user_id", "=", userId)
    .executeTakeFirst();
  if (!row?.confirmed_at) return async () => null;
  const sealed = row.sealed_secret;
  const step = matchingStep(await openTotpSecret(userId, sealed), code, now);
  return async (tx) => {
    if (step === null) return (await consumeRecoveryCode(tx, userId, code)) ? "recovery" : null;
    const used = await tx
      .updateTable("two_factor")
      .set({ last_step: step })
      .where("user_id", "=", userId)
      .where("sealed_secret", "=", sealed)
      .where("last_step", "<", step)
      .executeTakeFirst();
    return Number(used.numUpdatedRows) === 1 ? "app" : null;
  };
}
