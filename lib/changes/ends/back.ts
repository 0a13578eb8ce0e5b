import "server-only";
import { beforeOf, descriptionOf, inputOf, resultOf } from "#lib/changes/journal/journal.ts";
import type { AskedLine, StoredChange } from "#lib/changes/kept/stored.ts";
import type { ChangeRow } from "#lib/changes/types.ts";
import type { ChangeKindName } from "#lib/core/change-names.ts";
import type { TeamRole } from "#lib/vendors/port.ts";
import { GUEST, orgRoleTitle, rolePhrase, roleTitle } from "#lib/vendors/role-words.ts";

type Input = { role?: TeamRole; orgRole?: string; teamId?: string };

/** Whom a change of a role or a membership is about, by the vendor's id; undefined where that is not known. */
export function userOf(row: ChangeRow): string | undefined {
  const { userId } = inputOf(row);
  return typeof userId === "string" ? userId : (resultOf(row).userId ?? beforeOf(row).userId);
}

/** What takes back what a change gave, as far as the journal knows; planned anew when its time has come. */
export function backOf(row: ChangeRow): StoredChange | undefined {
  const userId = userOf(row);
  const input = inputOf(row) as Input;
  const before = beforeOf(row);
  if (userId === undefined) return undefined;
  const { connection_id: connectionId, team_id: teamId } = row;
  switch (row.kind) {
    case "member.setRole":
      return before.role && { kind: "member.setRole", input: { teamId, userId, role: before.role } };
    case "member.add":
      return before.role
        ? { kind: "member.setRole", input: { teamId, userId, role: before.role } }
        : { kind: "member.remove", input: { teamId, userId } };
    case "org.setRole":
      return before.orgRole === undefined
        ? undefined
        : { kind: "org.setRole", input: { connectionId, userId, orgRole: before.orgRole ?? GUEST } };
    case "org.invite":
      if (before.userId === undefined) return { kind: "org.removeMember", input: { connectionId, userId } };
      return input.teamId ? { kind: "member.remove", input: { teamId, userId } } : undefined;
    default:
      return undefined;
  }
}

/** What was given, in a word: "Admin", "Membership". */
const givenOf = (kind: ChangeKindName, { role, orgRole }: Input): string =>
  kind === "member.setRole" || (kind === "member.add" && role !== "member")
    ? roleTitle(role ?? "member")
    : kind === "org.setRole"
      ? orgRoleTitle(orgRole ?? GUEST)
      : "Membership";

/** What the end of a change is called: "End of Admin for Noor Haddad in Perception training". */
export function endName(row: ChangeRow): string {
  const { subject, teamName } = descriptionOf(row);
  return `End of ${givenOf(row.kind, inputOf(row) as Input)} for ${subject} in ${teamName}`;
}

/** What the end says of itself while it waits. */
export function endLine(row: ChangeRow, back: StoredChange): AskedLine {
  const { subject, teamName, before, after, email } = descriptionOf(row);
  const { role, orgRole } = back.input as Input;
  const title =
    back.kind === "member.setRole"
      ? `Make ${subject} ${rolePhrase(role ?? "member")} of ${teamName}`
      : back.kind === "org.setRole"
        ? `Give ${subject} the role ${orgRoleTitle(orgRole ?? GUEST)} in the organization ${teamName}`
        : `Remove ${subject} from ${teamName}`;
  return {
    title,
    before: after,
    after: before,
    subject,
    teamName,
    ...(email ? { email } : {}),
    warnings: [],
  };
}
