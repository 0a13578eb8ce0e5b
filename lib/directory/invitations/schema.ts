import { z } from "zod";
import { emailSchema, teamRoleSchema } from "#lib/directory/members/schema.ts";
import type { TeamRole } from "#lib/vendors/port.ts";

/** Somebody who was invited in the vendor's own console and is waited for. */
export type InvitationRow = {
  id: string;
  teamId: string;
  email: string;
  invitedAt: string;
  /** When the vendor listed them first, still unconfirmed. */
  appearedAt?: string;
  /** When they were seen to have accepted. */
  confirmedAt?: string;
  /** What they are to become, as long as they are not. */
  wantedRole?: TeamRole;
  /** For how long, from when it is given. */
  wantedMinutes?: number;
  /** Who they are in the team by now. */
  userId?: string;
  name?: string;
};

/** Addresses that one call may bring. */
export const MAX_WATCHED = 1_000;
/** A year. */
const MAX_WANTED_MINUTES = 366 * 24 * 60;
const rowId = z.string().min(1).max(64);
export const startWatchingSchema = z.strictObject({
  teamId: rowId,
  emails: z.array(emailSchema).min(1, "Give at least one e-mail address").max(MAX_WATCHED),
  /** What they are to become once they have accepted. */
  role: teamRoleSchema.optional(),
  /** For how long, from when it is given. */
  minutes: z.number().int().min(1).max(MAX_WANTED_MINUTES).optional(),
});
export const dismissInvitationSchema = z.strictObject({ id: rowId });
