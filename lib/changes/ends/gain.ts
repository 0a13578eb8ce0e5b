import "server-only";
import { inputOf } from "#lib/changes/journal/journal.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import type { ChangeRow } from "#lib/changes/types.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import { TEAM_ROLES, type TeamRole } from "#lib/vendors/port.ts";
import { GUEST } from "#lib/vendors/role-words.ts";

/**
 * Whether taking back what a change gave gives somebody more than they had by it: the end of a demotion. Whatever cannot be
 * told to be less counts as more.
 */
export function isGain(back: ChangeRequest, given: Pick<ChangeRow, "input">, vendor: VendorId): boolean {
  const { role, orgRole } = inputOf(given) as { role?: TeamRole; orgRole?: string };
  switch (back.kind) {
    case "member.remove":
    case "org.removeMember":
      return false;
    case "member.setRole":
      return role === undefined || isMore(back.input.role, role, TEAM_ROLES);
    case "org.setRole":
      return orgRole === undefined || isMore(back.input.orgRole, orgRole, ranks(vendor));
    default:
      return true;
  }
}

/** Strongest first. */
const ranks = (vendor: VendorId): readonly string[] => [
  ...VENDOR_FACTS[vendor].capabilities.organizationRoles,
  GUEST,
];

function isMore(next: string, now: string, strongestFirst: readonly string[]): boolean {
  const [a, b] = [strongestFirst.indexOf(next), strongestFirst.indexOf(now)];
  return a < 0 || b < 0 || a < b;
}
