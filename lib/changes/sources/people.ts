import "server-only";
import { MAX_BATCH } from "#lib/changes/constants.ts";
import { linesFor, type Picked, type Place } from "#lib/changes/sources/person.ts";
import type { ParsedPlanSource } from "#lib/changes/sources/schema.ts";
import type { SourceLine } from "#lib/changes/types.ts";
import { personLabel } from "#lib/core/person-words.ts";
import { personIds } from "#lib/directory/people/data.ts";
import { db } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";

type PeopleSource = Extract<ParsedPlanSource, { kind: "people" }>;

/**
 * The lines for a selection of people: over all their teams, or in the one team that the filter names. Nobody is taken
 * out of an organization here: that is what offboarding is for.
 */
export async function personLines({ ids, except, filter, action }: PeopleSource): Promise<SourceLine[]> {
  const left = new Set(except);
  const chosen = (ids ?? (await personIds(filter))).filter((id) => !left.has(id)).slice(0, MAX_BATCH + 1);
  const team = ids === undefined ? filter.team : undefined;
  const people: Picked[] = [];
  for (const some of chunks(chosen)) people.push(...(await picked(some)));
  if (action.do === "addToTeams" || action.do === "setOrgRole") return linesFor(people, action);
  const inTeams = people.map((person) => ({
    ...person,
    places: person.places.filter(
      (place) =>
        (place.kind === "team" || action.do === "setRole" || action.do === "demote") &&
        (!team || place.teamId === team),
    ),
  }));
  return linesFor(inTeams, action);
}

async function picked(ids: readonly string[]): Promise<Picked[]> {
  const rows = await db()
    .selectFrom("members")
    .innerJoin("teams", "teams.id", "members.team_id")
    .select(["members.person_id", "members.user_id", "members.name", "members.email", "members.team_id"])
    .select("members.role")
    .select(["members.connection_id", "members.vendor", "teams.kind", "teams.name as team_name"])
    .where("members.person_id", "in", ids)
    .where("members.removed_at", "is", null)
    .where("teams.removed_at", "is", null)
    .orderBy("teams.vendor", "desc")
    .orderBy("teams.name_key")
    .orderBy("members.id")
    .execute();
  const people = new Map<string, { label: string; email: string | undefined; places: Place[] }>();
  for (const row of rows) {
    const known = people.get(row.person_id) ?? {
      label: personLabel({ name: row.name, email: row.email, userId: row.user_id }),
      email: undefined,
      places: [],
    };
    known.email ??= row.email ?? undefined;
    known.places.push({
      teamId: row.team_id,
      connectionId: row.connection_id,
      vendor: row.vendor,
      kind: row.kind,
      teamName: row.team_name,
      userId: row.user_id,
      role: row.role,
    });
    people.set(row.person_id, known);
  }
  return ids.flatMap((id) => people.get(id) ?? []);
}
