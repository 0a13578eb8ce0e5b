import { readingRoute } from "#lib/access/action/route.ts";
import { planPage } from "#lib/changes/plan/pages.ts";
import { planSchema } from "#lib/changes/schema.ts";

/**
 * POST /api/plans : what the changes would do, with warnings and refusals. Changes nothing. The gate is for being signed in;
 * each change's own kind is its permission, checked when it is planned. Throws FORBIDDEN, NOT_FOUND.
 */
export const POST = readingRoute("team.read", planSchema, (asked, viewer) => planPage(viewer, asked));
