import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** JSON as it may stand in an event. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** What the first event follows. */
export const GENESIS_HASH = "0".repeat(64);

const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** RFC 8785 canonical JSON: the same data gives the same text, wherever it is made. */
export function canonicalJson(value: Json): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("This has no JSON form");
  return text;
}

/** SHA-256 over the previous event's hash and this event's canonical JSON, in hex. */
export const chainHash = (previousHash: string, body: string): string => sha256(previousHash + body);

/** SHA-256 over a random salt and the personal data's canonical JSON, in hex: says nothing once the salt is erased. */
export const personalDigest = (salt: string, data: Json): string => sha256(salt + canonicalJson(data));
