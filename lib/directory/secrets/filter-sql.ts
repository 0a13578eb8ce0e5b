import "server-only";
import { expressionBuilder } from "kysely";
import { isDue, isOverdue, lastSet, type Policy } from "#lib/directory/policies/limits.ts";
import type { SecretFilter } from "#lib/directory/secrets/filter.ts";
import type { Conditions } from "#lib/store/db/conditions.ts";
import { containsWords } from "#lib/store/db/search.ts";
import type { Tables } from "#lib/store/db/tables.ts";

const DAY_MS = 86_400_000;
const where = expressionBuilder<Tables, "secrets" | "teams">();

/** `teamId`: in this team's own list. */
export type SecretScope = { teamId: string | undefined; policies: readonly Policy[] };

export const SECRET_CONDITIONS: Conditions<SecretFilter, SecretScope> = {
  q: (typed, { teamId }) =>
    teamId
      ? containsWords("secrets.name_key", typed)
      : where.or([containsWords("secrets.name_key", typed), containsWords("teams.name_key", typed)]),
  team: (team, { teamId }) => (teamId ? undefined : where("secrets.team_id", "=", team)),
  olderThan: (days) => where(lastSet, "<=", new Date(Date.now() - days * DAY_MS).toISOString()),
  due: (due, { policies }) => (due === "due" ? isDue(policies) : isOverdue(policies)),
  inUse: (inUse) => where("secrets.in_use", "=", inUse === "yes" ? 1 : 0),
};
