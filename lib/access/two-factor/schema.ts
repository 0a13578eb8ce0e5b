import { z } from "zod";

/** Whether somebody's two-factor is on, as their profile shows it. */
export type TwoFactorState = {
  isOn: boolean;
  /** Recovery codes that were not used. */
  codesLeft: number;
  /** The role asks for it, so it cannot be turned off. */
  isRequired: boolean;
};

/** What an authenticator app needs. Shown while it is being set up, and never again. */
export type TwoFactorSetup = {
  /** Base32, in groups of four. */
  secret: string;
  uri: string;
  /** Width in modules and the dark ones as an SVG path. */
  qr: { size: number; path: string };
};

/** A code as somebody types it: of the app, or one to recover with. */
export const codeFieldSchema = z
  .string()
  .max(64, "This is too long")
  .transform((text) => text.replaceAll(/[\s-]/g, ""))
  .pipe(z.string().min(1, "Enter the code"));

export const codeSchema = z.object({ code: codeFieldSchema });
