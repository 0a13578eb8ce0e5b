import { DEFAULT_POLICY } from "#lib/directory/policies/constants.ts";
import type { PolicyRow } from "#lib/directory/policies/schema.ts";

/** What a policy is called: "Default policy", "Policy for DB_* in Perception". */
export function nameOf({ id, pattern, teamId, teamName }: PolicyRow): string {
  if (id === DEFAULT_POLICY) return "Default policy";
  const place = teamId ? ` in ${teamName || "a team that is gone"}` : "";
  return pattern ? `Policy for ${pattern}${place}` : `Policy for all${place}`;
}
