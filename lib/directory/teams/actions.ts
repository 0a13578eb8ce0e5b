"use server";

import { action } from "#lib/access/action/client.ts";
import { refreshTeam } from "#lib/directory/teams/refresh.ts";
import { refreshTeamSchema } from "#lib/directory/teams/schema.ts";

/** Reads a team and its lists from the vendor again, in the background; answers at once. Throws NOT_FOUND. */
export const refreshTeamAction = action
  .metadata({ permission: "team.refresh" })
  .inputSchema(refreshTeamSchema)
  .action(async ({ parsedInput: { teamId } }) => {
    await refreshTeam(teamId);
    return { teamId };
  });
