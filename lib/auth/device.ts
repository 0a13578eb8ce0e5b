import "server-only";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { derivedKey } from "#lib/crypto/key-ring.ts";

/**
 * A mark left in a browser where somebody has signed in. Attempts from there are throttled on their own, so a stranger
 * who keeps guessing at an account slows down strangers and not its owner.
 */
const macOf = (userId: string, id: string): Buffer =>
  createHmac("sha256", derivedKey("session")).update(`device\0${userId}\0${id}`).digest();

/** A new mark for a user's browser. */
export function makeDevice(userId: string): string {
  const id = randomBytes(16).toString("base64url");
  return `${id}.${macOf(userId, id).toString("base64url")}`;
}

/** The id of a browser where this user has signed in; undefined for any other or a forged mark. */
export function knownDevice(mark: string | undefined, userId: string): string | undefined {
  const [id = "", mac = ""] = mark?.split(".") ?? [];
  if (id.length !== 22 || mac.length !== 43) return undefined;
  const given = Buffer.from(mac, "base64url");
  const wanted = macOf(userId, id);
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? id : undefined;
}
