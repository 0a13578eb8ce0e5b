import "server-only";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { derivedKey } from "#lib/store/crypto/key-ring.ts";

/** Whom a mark is for, with what they sign in with just now. */
export type Marked = { id: string; password_hash: string | null; confirmed_at: string | null };

/**
 * A mark left in a browser where somebody has signed in. Attempts from there are throttled on their own, so a stranger
 * who keeps guessing at an account slows down strangers and not its owner. With another password or two-factor it is worth
 * nothing: whoever knew the old ones could have gathered many marks, each with guesses of its own.
 */
const macOf = ({ id: userId, password_hash, confirmed_at }: Marked, id: string): Buffer =>
  createHmac("sha256", derivedKey("session"))
    .update(`device\0${userId}\0${password_hash ?? ""}\0${confirmed_at ?? ""}\0${id}`)
    .digest();

/** A new mark for a user's browser. */
export function makeDevice(user: Marked): string {
  const id = randomBytes(16).toString("base64url");
  return `${id}.${macOf(user, id).toString("base64url")}`;
}

/** The id of a browser where this user has signed in; undefined for any other or a forged mark. */
export function knownDevice(mark: string | undefined, user: Marked | undefined): string | undefined {
  const [id = "", mac = ""] = mark?.split(".") ?? [];
  if (!user || id.length !== 22 || mac.length !== 43) return undefined;
  const given = Buffer.from(mac, "base64url");
  const wanted = macOf(user, id);
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? id : undefined;
}
