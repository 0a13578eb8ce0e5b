"use server";

import { action } from "#lib/action/client.ts";
import { partsOf } from "#lib/standing/places.ts";
import { refreshSchema } from "#lib/standing/schema.ts";
import { refreshParts } from "#lib/sync/look.ts";

/** Reads again what stands behind a page over all teams, in the background; joins what is being read. Answers at once. */
export const refreshAction = action
  .metadata({ permission: "team.refresh" })
  .inputSchema(refreshSchema)
  .action(async ({ parsedInput: { at } }) => {
    await refreshParts(partsOf(at));
    return { at };
  });
