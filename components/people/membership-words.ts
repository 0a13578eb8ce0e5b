import { capitalised, ROLE_WORDS, STATUS_WORDS } from "#components/teams/roles.ts";
import type { PersonTeam } from "#lib/directory/people/schema.ts";

/** What a cell says of a membership: its status unless active, in an organization the vendor's word, else the role. */
export function membershipWord(team: Pick<PersonTeam, "kind" | "role" | "orgRole" | "status">): string {
  if (team.status !== "active") return STATUS_WORDS[team.status];
  return team.kind === "organization" ? capitalised(team.orgRole ?? "guest") : ROLE_WORDS[team.role];
}

/** Owners and admins stand out. */
export const isStrong = (team: Pick<PersonTeam, "kind" | "role" | "orgRole" | "status">): boolean =>
  team.status === "active" &&
  (team.kind === "organization" ? team.orgRole === "admin" : team.role !== "member");
