"use server";

import { action } from "#lib/access/action/client.ts";
import { readInvitees } from "#lib/changes/intake/invite.ts";
import { dropUpload } from "#lib/changes/intake/mutations.ts";
import { dropUploadSchema, invitationChoiceSchema, rosterChoiceSchema } from "#lib/changes/intake/schema.ts";
import { readRoster } from "#lib/changes/roster/diff.ts";

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
