import { readingRoute } from "#lib/access/action/route.ts";
import { chosenSecrets } from "#lib/changes/rotation/chosen.ts";
import { chosenSecretsSchema } from "#lib/changes/rotation/schema.ts";

/** POST /api/secrets/chosen : the secrets that a selection stands for now. */
export const POST = readingRoute("secret.rotate", chosenSecretsSchema, chosenSecrets);
