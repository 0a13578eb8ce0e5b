import { z } from "zod";

export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 256;

/** The same password typed on two keyboards is the same text. */
export const normalizePassword = (password: string): string => password.normalize("NFKC");
/** How many characters it has, as people count them. */
export const passwordLength = (password: string): number => Array.from(normalizePassword(password)).length;

/** A new password, by length alone; `password-strength.ts` has the rest. */
export const newPasswordSchema = z
  .string()
  .refine((text) => passwordLength(text) >= PASSWORD_MIN, `Use at least ${PASSWORD_MIN} characters`)
  .refine((text) => passwordLength(text) <= PASSWORD_MAX, `Use at most ${PASSWORD_MAX} characters`);

/** A password as somebody signs in with it: bounded, not judged. */
export const givenPasswordSchema = z.string().min(1, "Enter your password").max(1024, "This is too long");
