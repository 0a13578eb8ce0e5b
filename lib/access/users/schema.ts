import { z } from "zod";
import { givenPasswordSchema, newPasswordSchema } from "#lib/access/auth/password-rules.ts";
import { grantedSchema } from "#lib/core/limits.ts";
import { ROLES, type Role } from "#lib/core/permissions.ts";

/** A user as the users page shows it. */
export type UserRow = {
  id: string;
  name: string;
  email: string;
  role: Role;
  isDisabled: boolean;
  hasTwoFactor: boolean;
  /** The one who looks. */
  isYou: boolean;
  lastSeenAt?: string;
  createdAt: string;
};

/** An invite link that nobody has used yet. */
export type InviteRow = { id: string; email: string; role: Role; createdAt: string; expiresAt: string };

/** A link to hand over: shown once, only its hash is kept. */
export type GivenLink = {
  url: string;
  expiresAt: string;
  /** To what whoever joins by it is limited, by name; absent without a limit. */
  places?: string[];
};

const id = z.string().min(1).max(64);
const role = z.enum(ROLES, "Choose a role");
const email = z.string().trim().max(320, "This is too long").pipe(z.email("Enter an e-mail address"));
const name = z
  .string()
  .transform((text) => text.replace(/\p{Cc}/gu, " ").trim())
  .pipe(z.string().min(1, "Enter your name").max(120, "Use at most 120 characters"));
const token = z.string().max(64);

/** `granted`: what whoever joins by it sees; null: everything. */
export const inviteUserSchema = z.strictObject({ email, role, granted: grantedSchema.default(null) });
export const setUserRoleSchema = z.strictObject({ userId: id, role });
export const setUserDisabledSchema = z.strictObject({ userId: id, isDisabled: z.boolean() });
export const userIdSchema = z.strictObject({ userId: id });
export const inviteIdSchema = z.strictObject({ inviteId: id });
export const sessionIdSchema = z.strictObject({ sessionId: id });
/** One session, all of a user's, or with neither everybody's. */
export const whichSessionsSchema = z.union([
  z.strictObject({ sessionId: id }),
  z.strictObject({ userId: id }),
  z.literal("everybody"),
]);

export const signInSchema = z.object({
  email: z.string().trim().min(1, "Enter your e-mail address").max(320, "This is too long"),
  password: givenPasswordSchema,
  returnTo: z.string().optional(),
});
export const setupSchema = z.object({
  code: z.string().trim().min(1, "Enter the code from the server's log").max(64, "This is too long"),
  name,
  email,
  password: newPasswordSchema,
});
export const joinSchema = z.object({ token, name, password: newPasswordSchema });
export const resetSchema = z.object({ token, password: newPasswordSchema });
export const changePasswordSchema = z.object({
  currentPassword: z.string().min(1, "Enter your current password").max(1024, "This is too long"),
  newPassword: newPasswordSchema,
});

export const setZoneSchema = z.strictObject({ zone: z.string().max(80) });
