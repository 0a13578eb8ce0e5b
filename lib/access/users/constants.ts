import type { Role } from "#lib/core/permissions.ts";

/** Rollcall's roles in words. */
export const ROLE_WORDS: Record<Role, string> = { admin: "Admin", operator: "Operator", viewer: "Viewer" };

/** What each role may do, for the form that gives one. */
export const ROLE_HINTS: Record<Role, string> = {
  admin: "Changes everything, also connections and users",
  operator: "Changes teams, members and secrets",
  viewer: "Sees everything, changes nothing",
};

/** The same of somebody who is limited to some connections or teams. */
export const LIMITED_ROLE_HINTS: Record<Role, string> = {
  admin: "Changes all of what is chosen below; not users, policies and webhooks",
  operator: "Changes teams, members and secrets of what is chosen below",
  viewer: "Sees what is chosen below, changes nothing",
};
