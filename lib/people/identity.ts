import "server-only";
import { createHash } from "node:crypto";
import type { VendorId } from "#lib/vendors/port.ts";

const ID_LENGTH = 26;
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

/** What a person can be known by: a normalized e-mail, else an account of a vendor. */
export type Known = { vendor: VendorId; userId: string; emailKey: string | null };

/**
 * The id of whom a member's row is about: the same for the same e-mail at both vendors. Without an e-mail it is the vendor's
 * own account id: one account in two organizations is one person, and never somebody of the other vendor. Plain and stable,
 * so that an address of a page stays true; it holds no e-mail. Links by hand are not looked at.
 */
export function identityOf({ vendor, userId, emailKey }: Known): string {
  const key = emailKey === null ? `account\n${vendor}\n${userId}` : `email\n${emailKey}`;
  const bytes = createHash("sha256").update(key).digest();
  let text = "";
  for (let index = 0; index < ID_LENGTH; index += 1) text += DIGITS.charAt((bytes[index] ?? 0) & 31);
  return text;
}
