"use server";

import { action } from "#lib/access/action/client.ts";
import { chosenSecrets } from "#lib/changes/rotation/chosen.ts";
import { compareValues } from "#lib/changes/rotation/compare.ts";
import { chosenSecretsSchema, compareValuesSchema } from "#lib/changes/rotation/schema.ts";

/** What setting these values in these teams would be; an action, for values must not stand in an address. */
export const compareValuesAction = action
  .metadata({ permission: "secret.rotate" })
  .inputSchema(compareValuesSchema)
  .action(async ({ parsedInput }) => compareValues(parsedInput));

/** The secrets that a selection stands for now. */
export const chosenSecretsAction = action
  .metadata({ permission: "secret.rotate" })
  .inputSchema(chosenSecretsSchema)
  .action(async ({ parsedInput }) => chosenSecrets(parsedInput));
