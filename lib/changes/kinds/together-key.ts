import "server-only";
import type { BeforeState, ChangeRow } from "#lib/changes/types.ts";
import type { ChangeKindName } from "#lib/core/change-names.ts";
import type { VendorFacts } from "#lib/vendors/port.ts";

/** People that one call may add or remove: few enough that a lost answer is read back quickly. */
export const GROUP_SIZE = 100;
/** From so many on, one call and one reading of the team are fewer than a call each. */
export const GROUP_FROM = 3;

/** What the vendor does for many members of a team in one call. */
export type Together = "add" | "remove";

/**
 * Whether a change can go together with others: adding plain members, or removing people who do not manage the team, for
 * those are looked at one by one before the call.
 */
export function togetherAs({
  kind,
  role,
  role_before,
  lock,
}: Pick<ChangeRow, "kind" | "role" | "role_before" | "lock">): Together | undefined {
  if (kind === "member.add") return role === "member" ? "add" : undefined;
  return kind === "member.remove" && role_before === "member" && lock === null ? "remove" : undefined;
}

/** The role that a change gives, the one before it and what it locks, as the journal's columns have them. */
export const rolesOf = (input: Record<string, unknown>, before: BeforeState = {}) => ({
  role: typeof input.role === "string" ? input.role : null,
  role_before: before.role ?? null,
  lock: before.lock ?? null,
});

/** The key that changes of one call share; undefined for a change that goes alone. */
export function togetherKey(
  kind: ChangeKindName,
  input: Record<string, unknown>,
  facts: VendorFacts,
  before: BeforeState | undefined,
): string | undefined {
  const how = facts.capabilities.bulkMembers ? togetherAs({ kind, ...rolesOf(input, before) }) : undefined;
  return how && `${how}:${String(input.teamId)}`;
}
