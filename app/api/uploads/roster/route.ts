import { readingRoute } from "#lib/access/action/route.ts";
import { rosterChoiceSchema } from "#lib/changes/intake/schema.ts";
import { readRoster } from "#lib/changes/roster/upload.ts";

/** POST /api/uploads/roster : what a roster that was sent would change. Throws NOT_FOUND, INVALID_INPUT. */
export const POST = readingRoute(
  "upload.create",
  rosterChoiceSchema,
  async (choice, viewer) => (await readRoster(viewer, choice)).reading,
);
