import "server-only";
import type { ScopeNames } from "#lib/changes/kinds/kind.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import type { scopeReader } from "#lib/changes/plan/reads.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import type { ConnectionRef, TeamRef } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import { personLabel } from "#lib/core/person-words.ts";
import { labelsAmong } from "#lib/directory/teams/labels.ts";
import { db } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import { emailKey, textKey } from "#lib/store/db/text-key.ts";

/** What the changes of one plan call teams, organizations and people: two that share a name are told apart. */
export type PlanNames = { of(connection: ConnectionRef, team: TeamRef | undefined): ScopeNames };

type Scopes = ReturnType<typeof scopeReader>;
type Wanted = { userIds: Set<string>; emails: Set<string> };
/** How the kinds' inputs say whom they are about. */
type Named = { userId?: string; memberIds?: string[]; email?: string };
type Account = { at: string; label: string; email: string | null; emailKey: string | null; userId: string };

const accountKey = (connectionId: string, userId: string): string => `${connectionId}\n${userId}`;

/** A request, or what the journal keeps of one. */
type Asked = { kind: ChangeRequest["kind"]; input: object };

/** Reads who and what share their names among these changes, a query or two a connection. */
export async function readNames(changes: readonly Asked[], scopes: Scopes): Promise<PlanNames> {
  const teams = new Map<string, TeamRef>();
  const organizations = new Map<string, ConnectionRef>();
  const wanted = new Map<string, Wanted>();
  for (const { kind, input } of changes) {
    const scope = kindOf(kind).scope(input as never);
    const team = scope.teamId === undefined ? undefined : await ifThere(scopes.team(scope.teamId));
    const connection = await ifThere(scopes.connection(scope.connectionId ?? team?.connectionId ?? ""));
    if (!connection) continue;
    if (team) teams.set(team.id, team);
    organizations.set(connection.id, connection);
    const people = wanted.get(connection.id) ?? { userIds: new Set(), emails: new Set() };
    wanted.set(connection.id, people);
    const { userId, memberIds = [], email } = input as Named;
    for (const id of userId === undefined ? memberIds : [userId]) people.userIds.add(id);
    if (email !== undefined) people.emails.add(emailKey(email) ?? "");
  }
  const accounts: Account[] = [];
  const count = [...wanted.values()].reduce(
    (sum, { userIds, emails }) => sum + userIds.size + emails.size,
    0,
  );
  // Somebody alone shares a name with nobody.
  if (count > 1)
    for (const [connectionId, people] of wanted) accounts.push(...(await accountsOf(connectionId, people)));
  const marks = marksOf(accounts);
  const teamNames = await labelsAmong(sharing([...teams.values()], (team) => team.name));
  const twins = new Set(sharing([...organizations.values()], (one) => one.targetName).map(({ id }) => id));
  return {
    of: (connection, team) => ({
      team: team ? (teamNames.get(team.id) ?? team.name) : "",
      organization: twins.has(connection.id)
        ? `${connection.targetName} (${connection.targetId})`
        : connection.targetName,
      person({ userId, label }) {
        const mark = marks.get(accountKey(connection.id, userId));
        return mark === undefined ? label : `${label} (${mark})`;
      },
    }),
  };
}

/** A team or connection that is gone has no name to tell apart. */
const ifThere = <T>(reading: Promise<T>): Promise<T | undefined> =>
  reading.catch((error: unknown) => {
    if (error instanceof AppError && error.code === "NOT_FOUND") return undefined;
    throw error;
  });

/** Those of a list that share their name with another one. */
function sharing<T extends { id: string }>(items: readonly T[], nameOf: (item: T) => string): T[] {
  const groups = Map.groupBy(items, (item) => textKey(nameOf(item)));
  return [...groups.values()].filter((group) => group.length > 1).flat();
}

async function accountsOf(connectionId: string, { userIds, emails }: Wanted): Promise<Account[]> {
  const accounts: Account[] = [];
  for (const [column, values] of [
    ["user_id", userIds],
    ["email_key", emails],
  ] as const)
    for (const some of chunks([...values].filter(Boolean)))
      for (const row of await db()
        .selectFrom("members")
        .select(["user_id", "name", "email", "email_key"])
        .distinct()
        .where("connection_id", "=", connectionId)
        .where(column, "in", some)
        .execute())
        accounts.push({
          at: connectionId,
          label: personLabel({ name: row.name, email: row.email, userId: row.user_id }),
          email: row.email,
          emailKey: row.email_key,
          userId: row.user_id,
        });
  return accounts;
}

/** What tells an account from others of its name: the e-mail, or the id where that is shared too. By account. */
function marksOf(accounts: readonly Account[]): Map<string, string> {
  const marks = new Map<string, string>();
  // One person has an account at each of several vendors; two accounts at one are two people.
  const twice = new Set(
    [...Map.groupBy(accounts, ({ at, emailKey: key }) => `${at}\n${key ?? ""}`)]
      .filter(([, some]) => new Set(some.map(({ userId }) => userId)).size > 1)
      .map(([key]) => key),
  );
  const isShared = ({ at, emailKey: key }: Account) => key === null || twice.has(`${at}\n${key}`);
  const personOf = (one: Account) =>
    isShared(one) ? accountKey(one.at, one.userId) : `email ${one.emailKey ?? ""}`;
  for (const group of Map.groupBy(accounts, ({ label }) => textKey(label)).values()) {
    if (new Set(group.map(personOf)).size < 2) continue;
    for (const one of group) {
      const isTold = !isShared(one) && one.email !== null && one.email !== one.label;
      marks.set(accountKey(one.at, one.userId), isTold && one.email ? one.email : one.userId);
    }
  }
  return marks;
}
