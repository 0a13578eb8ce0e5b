import { z } from "zod";
import { emailSchema } from "#lib/changes/schema.ts";

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
};

const rowId = z.string().min(1).max(64);
export const startWatchingSchema = z.strictObject({
  teamId: rowId,
  emails: z.array(emailSchema).min(1, "Give at least one e-mail address").max(500),
});
export const dismissInvitationSchema = z.strictObject({ id: rowId });
