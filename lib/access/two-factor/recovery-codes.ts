import "server-only";
import { createHash, randomInt } from "node:crypto";
import { newId, nowIso } from "#lib/core/ids.ts";
import type { Tx } from "#lib/store/db/connection.ts";

/** Without letters and digits that look alike; 31 of them, so sixteen hold 79 bits. */
const ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";
const LENGTH = 16;
export const RECOVERY_CODES = 10;

const plain = (code: string): string => code.toLowerCase().replaceAll(/[^0-9a-z]/g, "");
/** With the user in it: the same digest says nothing about another's. Too many bits to be guessed, so no slow hash. */
const hashOf = (userId: string, code: string): string =>
  createHash("sha256")
    .update(`${userId}\0${plain(code)}`)
    .digest("base64url");

const newCode = (): string => {
  const text = Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join("");
  return (text.match(/.{4}/g) ?? []).join("-");
};

/** Makes ten codes in place of those before, and returns them: the store keeps their hashes alone. */
export async function replaceRecoveryCodes(tx: Tx, userId: string): Promise<string[]> {
  await tx.deleteFrom("recovery_codes").where("user_id", "=", userId).execute();
  const codes = Array.from({ length: RECOVERY_CODES }, newCode);
  const rows = codes.map((code) => ({
    id: newId(),
    user_id: userId,
    code_hash: hashOf(userId, code),
    used_at: null,
  }));
  await tx.insertInto("recovery_codes").values(rows).execute();
  return codes;
}

/** Uses a recovery code up. False for one that is wrong or was used. */
export async function consumeRecoveryCode(tx: Tx, userId: string, code: string): Promise<boolean> {
  if (plain(code).length !== LENGTH) return false;
  const used = await tx
    .updateTable("recovery_codes")
    .set({ used_at: nowIso() })
    .where("user_id", "=", userId)
    .where("code_hash", "=", hashOf(userId, code))
    .where("used_at", "is", null)
    .executeTakeFirst();
  return Number(used.numUpdatedRows) === 1;
}
