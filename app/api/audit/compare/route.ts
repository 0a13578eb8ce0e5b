import { readingRoute } from "#lib/access/action/route.ts";
import { compareCheckpoints } from "#lib/insight/trail/data.ts";
import { compareSchema } from "#lib/insight/trail/schema.ts";

/** POST /api/audit/compare : holds a kept checkpoint, or several, against the log. Throws INVALID_INPUT for what is none. */
export const POST = readingRoute("audit.verify", compareSchema, ({ text }) => compareCheckpoints(text));
