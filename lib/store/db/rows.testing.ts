import type { Insertable } from "kysely";
import { identityOf } from "#lib/directory/people/identity.ts";
import { db } from "./connection.ts";
import type { Tables } from "./tables.ts";
import { emailKey, textKey } from "./text-key.ts";

const AT = "2026-01-02T03:04:05.678Z";

/** A connection for tests, with a token that opens nothing. Returns its id. */
export async function insertTestConnection(
  id: string,
  over: Partial<Insertable<Tables["connections"]>> = {},
): Promise<string> {
  await db()
    .insertInto("connections")
    .values({
      id,
      vendor: "gitbook",
      target_id: `org-${id}`,
      target_name: `Organization ${id}`,
      namespace: null,
      label: `Connection ${id}`,
      label_key: textKey(`Connection ${id}`),
      sealed_token: "{}",
      token_hint: "",
      token_user_id: null,
      token_user_name: null,
      token_user_email: null,
      may_view: 1,
      may_manage: 1,
      rights: "[]",
      state: "works",
      state_reason: null,
      state_at: AT,
      checked_at: null,
      created_at: AT,
      created_by: null,
      updated_at: AT,
      ...over,
    })
    .execute();
  return id;
}

/** A team of a connection for tests. Returns its id. */
export async function insertTestTeam(
  id: string,
  connectionId: string,
  over: Partial<Insertable<Tables["teams"]>> = {},
): Promise<string> {
  const name = over.name ?? `Team ${id}`;
  await db()
    .insertInto("teams")
    .values({
      id,
      connection_id: connectionId,
      vendor: "gitbook",
      kind: "team",
      vendor_team_id: `vendor-${id}`,
      name,
      name_key: textKey(name),
      namespace: null,
      member_count: null,
      space_count: null,
      created_at: null,
      may_view: 1,
      may_manage: 1,
      read_at: AT,
      missed: 0,
      touched_at: null,
      removed_at: null,
      ...over,
    })
    .execute();
  return id;
}

/** A member's row for tests, to be inserted. */
export function testMember(
  team: { id: string; connectionId: string },
  userId: string,
  over: Partial<Insertable<Tables["members"]>> = {},
): Insertable<Tables["members"]> {
  const name = over.name ?? userId;
  const email = over.email === undefined ? `${userId}@example.com` : over.email;
  return {
    id: `${team.id}-${userId}`,
    team_id: team.id,
    connection_id: team.connectionId,
    vendor: "gitbook",
    user_id: userId,
    person_id: identityOf({ vendor: over.vendor ?? "gitbook", userId, emailKey: emailKey(email) }),
    email,
    email_key: emailKey(email),
    name,
    sort_key: textKey(name),
    search_key: textKey(`${name} ${email ?? ""} ${userId}`),
    avatar_url: null,
    profile_url: null,
    role: "member",
    role_rank: 2,
    vendor_role: null,
    org_role: null,
    in_org: 1,
    status: "active",
    joined_at: null,
    last_active_at: null,
    sso: null,
    spaces: null,
    teams: null,
    sites: null,
    problems: null,
    digest: null,
    missed: 0,
    touched_at: null,
    removed_at: null,
    first_seen_at: AT,
    ...over,
  };
}
