"use server";

import { action } from "#lib/action/client.ts";
import { readInvitees } from "#lib/intake/invite.ts";
import { dropUpload } from "#lib/intake/mutations.ts";
import { dropUploadSchema, invitationChoiceSchema, rosterChoiceSchema } from "#lib/intake/schema.ts";
import { readRoster } from "#lib/roster/diff.ts";

/** What inviting a list that was sent would do. Changes nothing. Throws NOT_FOUND, INVALID_INPUT. */
export const readInviteesAction = action
  .metadata({ permission: "upload.create" })
  .inputSchema(invitationChoiceSchema)
  .action(async ({ parsedInput, ctx }) => (await readInvitees(ctx.viewer, parsedInput)).reading);

/** What a roster that was sent would change. Changes nothing. Throws NOT_FOUND, INVALID_INPUT. */
export const readRosterAction = action
  .metadata({ permission: "upload.create" })
  .inputSchema(rosterChoiceSchema)
  .action(async ({ parsedInput, ctx }) => (await readRoster(ctx.viewer, parsedInput)).reading);

/** Forgets what was sent. */
export const dropUploadAction = action
  .metadata({ permission: "upload.create" })
  .inputSchema(dropUploadSchema)
  .action(async ({ parsedInput, ctx }) => {
    await dropUpload(ctx.viewer, parsedInput.uploadId);
    return {};
  });
