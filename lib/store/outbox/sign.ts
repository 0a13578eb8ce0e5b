import "server-only";
import { createHmac, randomBytes } from "node:crypto";

/** A signing secret of 32 random bytes, as its owner pastes it. */
export const newSigningSecret = (): string => `whsec_${randomBytes(32).toString("base64url")}`;

/**
 * The header `Rollcall-Signature`: `t=<Unix seconds>,v1=<hex>`, where v1 is HMAC-SHA-256 under the whole secret over
 * `<t>.<body>`. A receiver compares it in constant time and refuses an old `t`.
 */
export function signatureOf(secret: string, body: string, atMs: number): string {
  const at = Math.floor(atMs / 1_000);
  const digest = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
  return `t=${at},v1=${digest}`;
}
