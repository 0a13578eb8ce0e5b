import "server-only";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { matchingPeople } from "#lib/directory/people/filter-sql.ts";
import { isLimited, limitedIds, rowsOf } from "#lib/directory/people/limited.ts";
import { labelsOf } from "#lib/directory/people/rows.ts";
import { personFilterSchema } from "#lib/directory/people/schema.ts";
import { listAllSecrets } from "#lib/directory/secrets/data.ts";
import { secretFilterSchema } from "#lib/directory/secrets/schema.ts";
import { findOrganizations, listTeams } from "#lib/directory/teams/data.ts";
import { teamFilterSchema } from "#lib/directory/teams/schema.ts";
import type { SearchResults } from "#lib/insight/search/schema.ts";

const EACH = 8;

/** What the palette finds in the store for a text, of what this viewer may read. */
export async function search(q: string, viewer: Viewer): Promise<SearchResults> {
  if (!q.trim()) return { teams: [], people: [], secrets: [] };
  const [teams, organizations, people, secrets] = await Promise.all([
    can(viewer, "team.read") ? listTeams(teamFilterSchema.parse({ q, limit: EACH }), viewer) : undefined,
    can(viewer, "member.read") ? findOrganizations(q, EACH) : [],
    can(viewer, "member.read") ? findPeople(q) : [],
    can(viewer, "secret.read")
      ? listAllSecrets(secretFilterSchema.parse({ q, limit: EACH, sort: "name", dir: "asc" }))
      : undefined,
  ]);
  return {
    teams: [
      ...(teams?.rows ?? []).map(({ id, label, vendor, belongsTo }) => ({ id, label, vendor, belongsTo })),
      ...organizations.map(({ id, name, vendor }) => ({
        ...{ id, label: name, vendor },
        belongsTo: "Everybody in the organization",
      })),
    ],
    people,
    secrets: (secrets?.rows ?? []).map(({ name, label, teamId, teamName }) => ({
      name,
      label,
      teamId,
      teamName,
    })),
  };
}

async function findPeople(q: string): Promise<SearchResults["people"]> {
  const filter = personFilterSchema.parse({ q });
  const rows = isLimited()
    ? await rowsOf((await limitedIds(filter)).ids.slice(0, EACH))
    : await matchingPeople(filter)
        .selectAll("people")
        .orderBy("sort_key")
        .orderBy("id")
        .limit(EACH)
        .execute();
  const labels = await labelsOf(rows);
  return rows.map((row) => ({
    id: row.id,
    label: row.name || row.email || labels.get(row.id) || row.sort_key,
    ...(row.email ? { email: row.email } : {}),
    // Of somebody who shares a name and has no address: what tells them apart.
    ...(row.email || !labels.has(row.id) ? {} : { mark: labels.get(row.id)?.slice(row.name.length + 2, -1) }),
  }));
}
