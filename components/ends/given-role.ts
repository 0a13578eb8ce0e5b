import { capitalised, ROLE_WORDS } from "#components/teams/roles.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import type { RoleEnd } from "#lib/directory/ends/schema.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

export type Given = {
  /** "admin": what they become. */
  word: string;
  /** "Member": what they are now, and will be again. */
  before: string;
  request: ChangeRequest;
};

/** The strongest role that can be given for a time to whoever has another one; undefined where there is none to give. */
export function givenRole(member: MemberRow, team: TeamRow): Given | undefined {
  const { capabilities } = VENDOR_FACTS[team.vendor];
  if (member.status === "disabled") return undefined;
  if (team.kind === "organization") {
    const [orgRole] = capabilities.organizationRoles;
    if (!orgRole || !member.inOrganization || member.orgRole === orgRole) return undefined;
    const input = { connectionId: team.connectionId, userId: member.userId, orgRole };
    return {
      word: orgRole,
      before: capitalised(member.orgRole ?? "guest"),
      request: { kind: "org.setRole", input },
    };
  }
  const roles = capabilities.assignableRoles;
  const role = roles.includes("admin") ? "admin" : roles.find((one) => one !== "member");
  if (!role || member.role === role || !roles.includes(member.role)) return undefined;
  return {
    word: role,
    before: ROLE_WORDS[member.role],
    request: { kind: "member.setRole", input: { teamId: team.id, userId: member.userId, role } },
  };
}

/** What the row's control is called, where there is something to give. */
export const giveName = (member: MemberRow, team: TeamRow): string | undefined => {
  const given = givenRole(member, team);
  return given && `Make ${member.label} ${given.word} until…`;
};

/** When what they have here ends: in the team, or in the organization whose list this is. */
export const endHere = (member: MemberRow, team: Pick<TeamRow, "kind">): RoleEnd | undefined =>
  team.kind === "organization" ? member.orgEnd : member.end;
