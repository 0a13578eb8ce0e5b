import "server-only";
import { hash, verify } from "@node-rs/argon2";
import { AppError } from "#lib/core/errors.ts";
import { PASSWORD_COST } from "#lib/core/hash-costs.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { normalizePassword } from "./password-rules.ts";
import { type PasswordContext, passwordProblem } from "./password-strength.ts";

/** The argon2id hash of a password, as the store keeps it. */
export const hashPassword = (password: string): Promise<string> =>
  hash(normalizePassword(password), PASSWORD_COST);

/** Hashes a new password. Throws INVALID_INPUT for the field where the rules refuse it. */
export async function hashNewPassword(
  password: string,
  context: PasswordContext,
  field = "password",
): Promise<string> {
  const problem = passwordProblem(password, context);
  if (problem) throw new AppError("INVALID_INPUT", { fields: { [field]: [problem] } });
  return hashPassword(password);
}

const dummyHash = (): Promise<string> =>
  perProcess("dummy-password-hash", () => hashPassword(crypto.randomUUID()));

/** Whether a password is the one. Without a hash it takes as long and is false: nobody learns who has an account. */
export async function isPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  // Awaited on both paths: the first call of a process makes it.
  const dummy = await dummyHash();
  const isMatch = await verify(stored ?? dummy, normalizePassword(password).slice(0, 1024));
  return isMatch && typeof stored === "string";
}
