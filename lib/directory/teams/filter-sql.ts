import "server-only";
import { expressionBuilder } from "kysely";
import type { TeamFilter } from "#lib/directory/teams/filter.ts";
import type { Conditions } from "#lib/store/db/conditions.ts";
import { containsWords } from "#lib/store/db/search.ts";
import type { Tables } from "#lib/store/db/tables.ts";

const where = expressionBuilder<Tables, "teams">();

export const TEAM_CONDITIONS: Conditions<TeamFilter> = {
  q: (typed) =>
    where.or([
      containsWords("teams.name_key", typed),
      where("teams.namespace", "=", typed.trim()),
      where("teams.vendor_team_id", "=", typed.trim()),
    ]),
  vendor: (vendor) => where("teams.vendor", "=", vendor),
  // `readManaged` has brought the copy up to date.
  managedBy: (userId) =>
    where(
      "teams.id",
      "in",
      where.selectFrom("managed_teams").select("team_id").where("user_id", "=", userId),
    ),
};
