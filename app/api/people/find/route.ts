import { readingRoute } from "#lib/access/action/route.ts";
import { findList } from "#lib/directory/people/find-list.ts";
import { findListSchema } from "#lib/directory/people/schema.ts";

/** POST /api/people/find : which of pasted e-mails and ids are somebody. */
export const POST = readingRoute("member.read", findListSchema, ({ text }) => findList(text));
