import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Whether an Authorization header carries the token. Takes as long for a wrong one, however much of it is right. */
export function hasBearer(header: string | null, token: string): boolean {
  const given = /^Bearer +([^\s]+) *$/i.exec(header ?? "")?.[1] ?? "";
  return timingSafeEqual(digest(given), digest(token));
}
