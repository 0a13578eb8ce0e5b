import "server-only";
import { expressionBuilder } from "kysely";
import { endsSometime } from "#lib/directory/ends/data.ts";
import type { MemberFilter } from "#lib/directory/members/filter.ts";
import type { Conditions } from "#lib/store/db/conditions.ts";
import { containsWords } from "#lib/store/db/search.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { TEAM_ROLES } from "#lib/vendors/port.ts";
import { GUEST } from "#lib/vendors/role-words.ts";

const where = expressionBuilder<Tables, "members">();

export const MEMBER_CONDITIONS: Conditions<MemberFilter> = {
  q: (typed) => containsWords("search_key", typed),
  role: (role) => where("role_rank", "=", TEAM_ROLES.indexOf(role)),
  orgRole: (role) =>
    role === GUEST
      ? where.and([where("org_role", "is", null), where("in_org", "=", 1)])
      : where("org_role", "=", role),
  status: (status) => where("status", "=", status),
  temporary: () => endsSometime(),
};
