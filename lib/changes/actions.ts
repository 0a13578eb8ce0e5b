"use server";

import { action } from "#lib/access/action/client.ts";
import { requireStepUpFor } from "#lib/access/auth/step-up.ts";
import { applyChanges } from "#lib/changes/apply.ts";
import { applySchema } from "#lib/changes/schema.ts";

// The gate below is for being signed in; each change's own kind is its permission, checked when it is planned.

/** Journals the changes, hands them to the runner and waits up to 2 s. See `applyChanges` for what it throws. */
export const applyAction = action
  .metadata({ permission: "team.read" })
  .inputSchema(applySchema)
  .action(({ parsedInput, ctx }) =>
    applyChanges(ctx.viewer, parsedInput, (changes, tx) => requireStepUpFor(ctx.viewer, changes, tx)),
  );
