import "server-only";
import { createHmac, randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";

const PREFIX = "whsec_";

/** A signing secret of 32 random bytes, as its owner pastes it: the form that libraries of Standard Webhooks take. */
export const newSigningSecret = (): string => `${PREFIX}${randomBytes(32).toString("base64")}`;

/** The bytes of a secret. Those made before Standard Webhooks were written in base64url, which Node reads as well. */
const keyOf = (secret: string): Uint8Array => Buffer.from(secret.slice(PREFIX.length), "base64");

/** One call's signatures: of Standard Webhooks (https://www.standardwebhooks.com), and for one release more the older header. */
export function signatureHeaders(
  secret: string,
  id: string,
  body: string,
  atMs: number,
): Record<string, string> {
  const at = Math.floor(atMs / 1_000);
  return {
    "webhook-id": id,
    "webhook-timestamp": String(at),
    "webhook-signature": new Webhook(keyOf(secret), { format: "raw" }).sign(id, new Date(at * 1_000), body),
    "rollcall-signature": olderSignature(secret, at, body),
  };
}

/** `t=<Unix seconds>,v1=<hex>`, where v1 is HMAC-SHA-256 under the whole secret over `<t>.<body>`. */
const olderSignature = (secret: string, at: number, body: string): string =>
  `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${body}`).digest("hex")}`;
