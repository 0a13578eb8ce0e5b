"use server";

import { action } from "#lib/access/action/client.ts";
import { refreshParts } from "#lib/directory/sync/look.ts";
import { partsOf } from "#lib/insight/standing/places.ts";
import { refreshSchema } from "#lib/insight/standing/schema.ts";

/** Reads again what stands behind a page over all teams, in the background; joins what is being read. Answers at once. */
export const refreshAction = action
  .metadata({ permission: "team.refresh" })
  .inputSchema(refreshSchema)
  .action(async ({ parsedInput: { at } }) => {
    await refreshParts(partsOf(at));
    return { at };
  });
