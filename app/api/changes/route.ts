import { jsonRoute } from "#lib/access/action/route.ts";
import { requireStepUpFor } from "#lib/access/auth/step-up.ts";
import { applyChanges } from "#lib/changes/apply.ts";
import { applySchema } from "#lib/changes/schema.ts";

/**
 * POST /api/changes : journals the changes, hands them to the runner and waits up to 2 s. The gate is for being signed in; each
 * change's own kind is its permission, checked when it is planned. See `applyChanges` for what it throws; STEP_UP_NEEDED.
 */
export const POST = jsonRoute("team.read", applySchema, (asked, viewer) =>
  applyChanges(viewer, asked, (changes, tx) => requireStepUpFor(viewer, changes, tx)),
);
