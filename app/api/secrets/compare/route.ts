import { readingRoute } from "#lib/access/action/route.ts";
import { compareValues } from "#lib/changes/rotation/compare.ts";
import { compareValuesSchema } from "#lib/changes/rotation/schema.ts";

/** POST /api/secrets/compare : what setting these values in these teams would be. */
export const POST = readingRoute("secret.rotate", compareValuesSchema, compareValues);
