import "server-only";
import { createHmac } from "node:crypto";
import { derivedKey } from "#lib/store/crypto/key-ring.ts";

/** Enough that two values never share one by chance, and less than a whole HMAC. */
const BYTES = 16;

/**
 * What tells that two secrets hold the same value without keeping it: HMAC-SHA-256 under a key of the key ring,
 * cut to 16 bytes, base64url. Never leaves the server.
 */
export const fingerprintOf = (value: string): string =>
  createHmac("sha256", derivedKey("fingerprint"))
    .update("secret-value\0")
    .update(value)
    .digest()
    .subarray(0, BYTES)
    .toString("base64url");

/** How far the vendor's clock may be from ours where the vendor did not say when it stored a value. */
const SKEW_MS = 5 * 60_000;

export type SetByUs = { set_at: string | null; fingerprint: string | null; set_mark: string | null };

/**
 * What is still known of a value that Rollcall set, now that the vendor says it was last changed at `modifiedAt`. A
 * later change was made outside: the fingerprint goes, the time of our setting stays.
 */
export function stillOurs(known: SetByUs | undefined, modifiedAt: string | undefined): SetByUs {
  if (!known?.set_at) return { set_at: null, fingerprint: null, set_mark: null };
  const { set_at, fingerprint, set_mark } = known;
  if (fingerprint === null || modifiedAt === undefined) return { set_at, fingerprint, set_mark };
  const told = Date.parse(modifiedAt);
  if (set_mark === null)
    return Math.abs(told - Date.parse(set_at)) <= SKEW_MS
      ? { set_at, fingerprint, set_mark: modifiedAt }
      : { set_at, fingerprint: null, set_mark: null };
  return told > Date.parse(set_mark)
    ? { set_at, fingerprint: null, set_mark: null }
    : { set_at, fingerprint, set_mark };
}
