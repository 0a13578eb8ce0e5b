import "server-only";
import { type EndsThere, endsOf, placeKey } from "#lib/directory/ends/data.ts";
import { toRow } from "#lib/directory/members/data.ts";
import type { StoredMember } from "#lib/directory/members/stored.ts";
import type { StoredPerson } from "#lib/directory/people/aggregate.ts";
import { identityOf } from "#lib/directory/people/identity.ts";
import { labelsOf, toPersonFacts } from "#lib/directory/people/rows.ts";
import type { Membership, Person, PersonIdentity } from "#lib/directory/people/schema.ts";
import { getTeams } from "#lib/directory/teams/data.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { VENDOR_IDS } from "#lib/vendors/ids.ts";

const identity = (row: StoredMember): string =>
  identityOf({ vendor: row.vendor, userId: row.user_id, emailKey: row.email_key });

/** Live rows of a person's members. */
export const membersOf = (personId: string): Promise<StoredMember[]> =>
  db()
    .selectFrom("members")
    .selectAll()
    .where("person_id", "=", personId)
    .where("removed_at", "is", null)
    .execute();

const stored = (id: string): Promise<StoredPerson | undefined> =>
  db().selectFrom("people").selectAll().where("id", "=", id).executeTakeFirst();

/** Where a person's page has gone: the one that this identity was linked to by hand; undefined when it was not. */
export async function linkedTo(identityId: string): Promise<string | undefined> {
  const link = await db()
    .selectFrom("person_links")
    .select("person_id")
    .where("identity_id", "=", identityId)
    .executeTakeFirst();
  return link?.person_id;
}

/** One person with every membership and what makes them one; undefined when nobody has this id (any more). */
export async function getPerson(id: string): Promise<Person | undefined> {
  const row = await stored(id);
  if (!row) return undefined;
  const members = await membersOf(id);
  const [teams, labels, identities, ends] = await Promise.all([
    getTeams([...new Set(members.map((member) => member.team_id))]),
    labelsOf([row]),
    identitiesOf(id, members),
    endsOf(members),
  ]);
  return {
    ...toPersonFacts(row, members, labels),
    memberships: toMemberships(members, teams, ends),
    identities,
  };
}

/** By vendor, an organization before its teams, then by name. A team that lists the person twice says which account is which. */
function toMemberships(
  members: readonly StoredMember[],
  teams: Map<string, TeamRow>,
  ends: ReadonlyMap<string, EndsThere>,
): Membership[] {
  const rows = members.flatMap((member) => {
    const team = teams.get(member.team_id);
    return team ? [{ member, team }] : [];
  });
  const times = Map.groupBy(rows, ({ team }) => team.id);
  const rank = ({ team }: (typeof rows)[number]): string =>
    `${VENDOR_IDS.indexOf(team.vendor)}${team.kind === "organization" ? 0 : 1}`;
  return rows
    .map((row) => ({ row, rank: rank(row) }))
    .sort(
      (a, b) =>
        (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0) ||
        a.row.team.label.localeCompare(b.row.team.label, "en") ||
        (a.row.member.id < b.row.member.id ? -1 : 1),
    )
    .map(({ row: { member, team } }) => ({
      team,
      member: toRow(
        member,
        (times.get(team.id)?.length ?? 0) > 1 ? `${team.label} (${member.user_id})` : team.label,
        ends.get(placeKey(member)),
      ),
    }));
}

async function identitiesOf(id: string, members: readonly StoredMember[]): Promise<PersonIdentity[]> {
  const links = await db()
    .selectFrom("person_links")
    .selectAll()
    .where("person_id", "=", id)
    .orderBy("created_at")
    .orderBy("identity_id")
    .execute();
  const found = new Map<string, PersonIdentity>();
  for (const member of members) {
    const own = identity(member);
    if (found.has(own)) continue;
    found.set(own, {
      id: own,
      label: member.email || member.name || member.user_id,
      ...(member.email ? { email: member.email } : {}),
      isLinked: false,
    });
  }
  for (const link of links) {
    const known = found.get(link.identity_id) ?? { id: link.identity_id, label: link.label };
    found.set(link.identity_id, { ...known, isLinked: true, linkedAt: link.created_at });
  }
  return [...found.values()].sort((a, b) =>
    a.id === id ? -1 : b.id === id ? 1 : (a.linkedAt ?? "") < (b.linkedAt ?? "") ? -1 : 1,
  );
}
