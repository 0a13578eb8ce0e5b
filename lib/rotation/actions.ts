"use server";

import { action } from "#lib/action/client.ts";
import { compareValues } from "#lib/rotation/compare.ts";
import { compareValuesSchema } from "#lib/rotation/schema.ts";

/** What setting these values in these teams would be; an action, for values must not stand in an address. */
export const compareValuesAction = action
  .metadata({ permission: "secret.rotate" })
  .inputSchema(compareValuesSchema)
  .action(async ({ parsedInput }) => compareValues(parsedInput));
