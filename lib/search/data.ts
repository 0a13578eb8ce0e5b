import "server-only";
import { can, type Viewer } from "#lib/auth/permissions.ts";
import { db } from "#lib/db/connection.ts";
import { containsWords } from "#lib/db/search.ts";
import { shownName } from "#lib/members/mutations.ts";
import type { SearchResults } from "#lib/search/schema.ts";
import { listAllSecrets } from "#lib/secrets/data.ts";
import { secretFilterSchema } from "#lib/secrets/schema.ts";
import { listTeams } from "#lib/teams/data.ts";
import { teamFilterSchema } from "#lib/teams/schema.ts";

const EACH = 8;
/** Rows read to find so many different people: somebody is in several teams. */
const ROWS = 64;

/** What the palette finds in the store for a text, of what this viewer may read. */
export async function search(q: string, viewer: Viewer): Promise<SearchResults> {
  if (!q.trim()) return { teams: [], people: [], secrets: [] };
  const [teams, people, secrets] = await Promise.all([
    can(viewer, "team.read") ? listTeams(teamFilterSchema.parse({ q, limit: EACH }), viewer) : undefined,
    can(viewer, "member.read") ? findPeople(q) : [],
    can(viewer, "secret.read")
      ? listAllSecrets(secretFilterSchema.parse({ q, limit: EACH, sort: "name", dir: "asc" }))
      : undefined,
  ]);
  return {
    teams: (teams?.rows ?? []).map(({ id, label, vendor, belongsTo }) => ({ id, label, vendor, belongsTo })),
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
  const rows = await db()
    .selectFrom("members")
    .innerJoin("teams", "teams.id", "members.team_id")
    .select([
      "members.user_id",
      "members.name",
      "members.email",
      "members.email_key",
      "members.team_id",
      "members.vendor",
      "teams.name as team_name",
    ])
    .where("members.removed_at", "is", null)
    .where("teams.removed_at", "is", null)
    .where(containsWords("members.search_key", q))
    .orderBy("members.sort_key")
    .orderBy("members.id")
    .limit(ROWS)
    .execute();
  const people = new Map<string, SearchResults["people"][number]>();
  for (const row of rows) {
    const key = row.email_key ?? JSON.stringify([row.vendor, row.user_id]);
    if (people.has(key)) continue;
    people.set(key, {
      userId: row.user_id,
      name: shownName({ ...row, userId: row.user_id }),
      ...(row.email ? { email: row.email } : {}),
      teamId: row.team_id,
      teamName: row.team_name,
      vendor: row.vendor,
    });
  }
  return [...people.values()].slice(0, EACH);
}
