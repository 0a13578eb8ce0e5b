import "server-only";
import type { PlanWarning } from "#lib/changes/schema.ts";
import type { ConnectionRef, Described, TeamRef } from "#lib/changes/types.ts";
import type { ChangeKindName } from "#lib/core/change-names.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import type { VendorFacts } from "#lib/vendors/port.ts";

/** Whether there is anything to do: neither already so nor impossible. */
export const isToDo = ({ skip, refusal }: Pick<Described, "skip" | "refusal">): boolean => !skip && !refusal;

const whereOf = (connection: ConnectionRef, team: TeamRef | undefined): string =>
  team?.name ?? connection.targetName;

/**
 * Among many, what the vendor says that the token may not change is left out. A single change is tried all the same: it is
 * what tells whether that still holds.
 */
export function toldReadOnly(connection: ConnectionRef, team: TeamRef | undefined): Described["refusal"] {
  if (connection.isReadOnly !== "told" && team?.isReadOnly !== "told") return undefined;
  const reason = `The stored token may read ${whereOf(connection, team)}, not change it`;
  return { code: "VENDOR_FORBIDDEN", reason };
}

/** Why somebody keeps what a sparing change would take, by the warning that the change has otherwise; the first one counts. */
const SPARED: readonly [code: string, why: (label: string, text: string) => string][] = [
  ["TOKEN_OWNER", (label) => `Rollcall works with ${label}'s token, and could lose access`],
  ["YOURSELF", () => "This is you"],
  ["LAST_ADMIN", (_label, text) => text],
  ["LAST_ORG_ADMIN", (_label, text) => text],
];

/** Where many are changed at once, nobody is whom a team, an organization or Rollcall cannot do without. */
export function spared({ subject, before, warnings = [] }: Described): Described["refusal"] {
  for (const [code, why] of SPARED) {
    const found = warnings.find((warning) => warning.code === code);
    if (found) return { code: "LAST_ADMIN", reason: `Stays ${before}. ${why(subject, found.text)}` };
  }
  return undefined;
}

/** What a change can give besides its own kind: an invitation with a team adds to it, and whoever is added can be made its admin. */
const GIVEN: readonly ChangeKindName[] = ["member.add", "member.setRole", "org.setRole"];

/** A token needs the scope of all that a change gives, as an approval counts it: another kind with the same effect is no way round. */
export function beyondScopes(viewer: Viewer, { effects = {} }: Described): Described["refusal"] {
  if (viewer.token === undefined) return undefined;
  const lacking = GIVEN.find((kind) => (effects[kind] ?? 0) > 0 && !can(viewer, kind));
  return (
    lacking && { code: "FORBIDDEN", reason: `This token has no scope “${lacking}”, which this needs too` }
  );
}

/** Said, not refused: the next write is what tells whether it still holds. */
export function readOnlyWarning(
  connection: ConnectionRef,
  team: TeamRef | undefined,
  facts: VendorFacts,
): PlanWarning | undefined {
  if (!connection.isReadOnly && !team?.isReadOnly) return undefined;
  const text = `The stored token may read ${whereOf(connection, team)}, not change it: ${facts.name} will probably refuse this.`;
  return { code: "READ_ONLY", text, confirm: false };
}

export const notGranted = (name: ChangeKindName, reason: string): Described => ({
  title: name,
  subject: "",
  before: "",
  after: "",
  calls: 0,
  refusal: { code: "FORBIDDEN", reason },
});

export const impossible = (name: ChangeKindName, facts: VendorFacts): Described => ({
  title: name,
  subject: facts.name,
  before: "",
  after: "",
  calls: 0,
  refusal: { code: "NOT_SUPPORTED", reason: `${facts.name} has no such operation here` },
});
