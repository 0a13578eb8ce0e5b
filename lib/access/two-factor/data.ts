import "server-only";
import { env } from "#lib/core/env.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { seal, unseal } from "#lib/store/crypto/key-ring.ts";
import { db, type Tx } from "#lib/store/db/connection.ts";
import type { TwoFactorState } from "./schema.ts";

const binding = (userId: string) => ({ table: "two_factor", column: "sealed_secret", row: userId });

/** Seals a user's secret so that it opens in their row alone. */
export const sealTotpSecret = (userId: string, secret: string): Promise<string> =>
  seal(secret, binding(userId));

/** Opens it. Throws `SealError`. */
export const openTotpSecret = (userId: string, sealed: string): Promise<string> =>
  unseal(sealed, binding(userId));

type Reader = Pick<Tx, "selectFrom">;

/** Since when a user's two-factor is on; null while it is not. */
export async function twoFactorSince(userId: string, reader: Reader = db()): Promise<string | null> {
  const row = await reader
    .selectFrom("two_factor")
    .select("confirmed_at")
    .where("user_id", "=", userId)
    .executeTakeFirst();
  return row?.confirmed_at ?? null;
}

/** How one's own two-factor stands. */
export async function getTwoFactor(viewer: Viewer): Promise<TwoFactorState> {
  const { left } = await db()
    .selectFrom("recovery_codes")
    .select((eb) => eb.fn.countAll().as("left"))
    .where("user_id", "=", viewer.userId)
    .where("used_at", "is", null)
    .executeTakeFirstOrThrow();
  return {
    isOn: (await twoFactorSince(viewer.userId)) !== null,
    codesLeft: Number(left),
    isRequired: env().ROLLCALL_TWO_FACTOR_ROLES.includes(viewer.role),
  };
}
