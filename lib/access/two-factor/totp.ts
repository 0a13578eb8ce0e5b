import "server-only";
import { Secret, TOTP } from "otpauth";
import { encode } from "uqr";
import type { TwoFactorSetup } from "./schema.ts";

const ISSUER = "Rollcall";
const SECRET_BYTES = 20;
const PERIOD_S = 30;
/** How many steps of 30 s a clock may be off, each way. */
const WINDOW = 1;

const totpOf = (secret: string, label = ""): TOTP =>
  new TOTP({
    issuer: ISSUER,
    label,
    secret: Secret.fromBase32(secret),
    algorithm: "SHA1",
    digits: 6,
    period: PERIOD_S,
  });

/** A new secret of 160 bits, as base32. */
export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** The time step (30 s each, since 1970) whose code this is, one step off at most; null for a wrong code. */
export function matchingStep(secret: string, code: string, now = Date.now()): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window: WINDOW });
  return delta === null ? null : TOTP.counter({ period: PERIOD_S, timestamp: now }) + delta;
}

/** A row of dark modules is one stroke of the path. */
function pathOf(rows: readonly (readonly boolean[])[]): string {
  return rows
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")))
    .filter(Boolean)
    .join("");
}

/** What an app is to be given: the secret as text, as an address, and that as a picture. */
export function setupOf(secret: string, email: string): TwoFactorSetup {
  const uri = totpOf(secret, email).toString();
  const { data, size } = encode(uri, { ecc: "M", border: 2 });
  return {
    secret: (secret.match(/.{1,4}/g) ?? []).join(" "),
    uri,
    qr: { size, path: pathOf(data) },
  };
}
