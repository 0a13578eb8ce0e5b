"use server";

import { z } from "zod";
import { action } from "#lib/access/action/client.ts";
import { AppError } from "#lib/core/errors.ts";
import { findAddresses } from "#lib/directory/members/find-addresses.ts";
import { getTeam } from "#lib/directory/teams/data.ts";

const rowId = z.string().min(1).max(64);
const text = z.string().max(60_000, "This list is too long");
const findAddressesSchema = z.union([
  z.strictObject({ teamId: rowId, text }),
  z.strictObject({ connectionId: rowId, text }),
]);

/** What each line of a pasted list is, for a team or, while it is being made, for its organization. Throws NOT_FOUND. */
export const findAddressesAction = action
  .metadata({ permission: "member.add" })
  .inputSchema(findAddressesSchema)
  .action(async ({ parsedInput }) => {
    if ("connectionId" in parsedInput)
      return findAddresses({ connectionId: parsedInput.connectionId }, parsedInput.text);
    const team = await getTeam(parsedInput.teamId);
    if (!team) throw new AppError("NOT_FOUND", { reason: "This team is gone" });
    return findAddresses({ connectionId: team.connectionId, teamId: team.id }, parsedInput.text);
  });
