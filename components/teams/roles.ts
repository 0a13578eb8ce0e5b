import { can, type Permission, type Role } from "#lib/core/permissions.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import type { MemberStatus, TeamRole } from "#lib/vendors/port.ts";

export const ROLE_WORDS: Record<TeamRole, string> = { owner: "Owner", admin: "Admin", member: "Member" };
export const STATUS_WORDS: Record<MemberStatus, string> = {
  active: "Active",
  invited: "Invited",
  disabled: "Disabled",
};
/** A vendor's own word with a capital: "create" → "Create". */
export const capitalised = (word: string): string => word.charAt(0).toLocaleUpperCase("en") + word.slice(1);

/** Why this viewer may not do it here; undefined: may. The server decides again. */
export function whyNot(role: Role, permission: Permission, team?: Pick<TeamRow, "may">): string | undefined {
  if (!can({ role }, permission)) return "Your role in Rollcall may look, not change.";
  if (team && !team.may.manage) return "The stored token may read this team, not change it.";
  return undefined;
}
