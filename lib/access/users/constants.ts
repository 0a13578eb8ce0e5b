import type { Role } from "#lib/core/permissions.ts";

/** Rollcall's roles in words. */
export const ROLE_WORDS: Record<Role, string> = { admin: "Admin", operator: "Operator", viewer: "Viewer" };

/** What each role may do, for the form that gives one. */
export const ROLE_HINTS: Record<Role, string> = {
  admin: "Changes everything, also connections and users",
  operator: "Changes teams, members and secrets",
  viewer: "Sees everything, changes nothing",
};
