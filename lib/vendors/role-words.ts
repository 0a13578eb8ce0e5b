import type { TeamRole } from "#lib/vendors/port.ts";

const ROLE_TITLES: Record<TeamRole, string> = { owner: "Owner", admin: "Admin", member: "Member" };
const ROLE_PHRASES: Record<TeamRole, string> = { owner: "an owner", admin: "an admin", member: "a member" };

/** An organization's missing role, as it is asked for and given. */
export const GUEST = "guest";

/** "Admin" */
export const roleTitle = (role: TeamRole): string => ROLE_TITLES[role];
/** "an admin" */
export const rolePhrase = (role: TeamRole): string => ROLE_PHRASES[role];
/** An organization's role in the vendor's word, as a menu shows it; null is a guest. */
export const orgRoleTitle = (role: string | null | undefined): string =>
  role === null || role === undefined || role === ""
    ? "Guest"
    : `${role.slice(0, 1).toUpperCase()}${role.slice(1)}`;
