import "server-only";
import type { SealBinding } from "#lib/store/crypto/key-ring.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

/** What a sealed token is bound to: it opens in no other row, for no other vendor, and for no other target. */
export const tokenBinding = (row: { id: string; vendor: VendorId; target_id: string }): SealBinding => ({
  table: "connections",
  column: "sealed_token",
  row: row.id,
  vendor: row.vendor,
  target: row.target_id,
});

/** The part of a token that may be shown: its last four characters, or nothing of a very short one. */
export const tokenHint = (token: string): string => (token.length >= 12 ? token.slice(-4) : "");
