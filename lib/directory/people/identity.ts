import "server-only";
import { hash } from "node:crypto";
import type { VendorId } from "#lib/vendors/ids.ts";

const ID_LENGTH = 26;

/** What a person can be known by: a normalized e-mail, else an account of a vendor. */
export type Known = { vendor: VendorId; userId: string; emailKey: string | null };

/**
 * The id of whom a member's row is about: the same for the same e-mail at both vendors. Without an e-mail it is the vendor's
 * own account id: one account in two organizations is one person, and never somebody of the other vendor. Plain and stable,
 * so that an address of a page stays true; it holds no e-mail. Links by hand are not looked at.
 */
export function identityOf({ vendor, userId, emailKey }: Known): string {
  const key = emailKey === null ? `account\n${vendor}\n${userId}` : `email\n${emailKey}`;
  return hash("sha256", key, "hex").slice(0, ID_LENGTH);
}
