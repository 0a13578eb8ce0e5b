import { getRoute } from "#lib/access/action/route.ts";
import { findSubmission } from "#lib/changes/found.ts";
import { applySchema } from "#lib/changes/schema.ts";

/** What became of one's own changes that were sent with this key. "none" also for somebody else's. */
export const GET = getRoute<{ key: string }>("team.read", (_request, { viewer, params }) =>
  findSubmission(viewer, applySchema.shape.key.parse(params.key)),
);
