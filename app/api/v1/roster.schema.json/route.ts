import { rosterJsonSchema } from "#lib/changes/roster/json-schema.ts";

/** GET /api/v1/roster.schema.json : public. Editors read it, and it says nothing of who is here. */
export function GET(): Response {
  return Response.json(rosterJsonSchema(), {
    headers: { "cache-control": "no-cache", "content-type": "application/schema+json" },
  });
}
