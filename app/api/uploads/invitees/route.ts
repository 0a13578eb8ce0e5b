import { readingRoute } from "#lib/access/action/route.ts";
import { readInvitees } from "#lib/changes/intake/invite.ts";
import { invitationChoiceSchema } from "#lib/changes/intake/schema.ts";

/** POST /api/uploads/invitees : what inviting a list that was sent would do. Throws NOT_FOUND, INVALID_INPUT. */
export const POST = readingRoute(
  "upload.create",
  invitationChoiceSchema,
  async (choice, viewer) => (await readInvitees(viewer, choice)).reading,
);
