import type { TeamRole, VendorFacts } from "#lib/vendors/port.ts";

/** The role that manages a team at this vendor: admin where it knows one, else owner. */
export const managingRole = (facts: VendorFacts): TeamRole =>
  facts.capabilities.knownRoles.includes("admin") ? "admin" : "owner";
