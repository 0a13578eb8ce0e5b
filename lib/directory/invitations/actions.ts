"use server";

import { action } from "#lib/access/action/client.ts";
import { dismissInvitation, watchInvitations } from "#lib/directory/invitations/mutations.ts";
import { dismissInvitationSchema, startWatchingSchema } from "#lib/directory/invitations/schema.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { requestRun } from "#lib/directory/sync/look.ts";

/** Waits for people who are invited in the vendor's console. Answers how many are new. Throws NOT_FOUND. */
export const startWatchingAction = action
  .metadata({ permission: "invitation.watch" })
  .inputSchema(startWatchingSchema)
  .action(async ({ parsedInput: { teamId, emails, role, minutes }, ctx }) => {
    const added = await watchInvitations(ctx.viewer, teamId, emails, role, minutes);
    await requestRun(listId(teamId, "members"), "schedule");
    return { added };
  });

/** Stops waiting for somebody. Throws NOT_FOUND. */
export const dismissInvitationAction = action
  .metadata({ permission: "invitation.watch" })
  .inputSchema(dismissInvitationSchema)
  .action(async ({ parsedInput: { id }, ctx }) => {
    await dismissInvitation(ctx.viewer, id);
    return { id };
  });
