import { Secret, TOTP } from "otpauth";

const STEP_MS = 30_000;

/** The code of a secret as a page shows it; `steps` later than now. A code works once, so the next one is asked for. */
export const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret.replaceAll(" ", "")) }).generate({
    timestamp: Date.now() + steps * STEP_MS,
  });
