import { grouped } from "#lib/core/grouped.ts";
import "server-only";
import { REMOVES_MANY } from "#lib/changes/constants.ts";
import { managingRole } from "#lib/changes/kinds/leaving.ts";
import type { RosterMember } from "#lib/changes/roster/people.ts";
import type { NamedTeam } from "#lib/changes/roster/teams.ts";
import type { PlanWarning } from "#lib/changes/schema.ts";
import type { SourceLine } from "#lib/changes/types.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { rolePhrase } from "#lib/vendors/role-words.ts";

/** A roster that leaves out this share of a team is asked about: so a file looks that was cut off. */
const SHARE = 1 / 4;
const MOST = 1 / 2;
/** Lines that say "remove" mean it: only most of a team, and so many, is asked about. */
const MANY = 3;
const NAMED_TEAMS = 5;

/** What a roster does to one team: whom it leaves out, and the changes of the others. */
export type TeamLoss = {
  team: NamedTeam;
  members: readonly RosterMember[];
  leftOut: readonly RosterMember[];
};

/**
 * The sentences for teams that lose a quarter of their people because a roster does not name them, most of them however it
 * says so, or their last admin by leaving out, removing or another role. Each asks for a confirmation of its own, whatever the number is.
 */
export function brakesOf(losses: readonly TeamLoss[], changes: readonly SourceLine[]): Map<string, string> {
  const requests = Map.groupBy(
    changes.flatMap((line) => ("request" in line ? [line.request] : [])),
    ({ input }) => ("teamId" in input ? input.teamId : undefined),
  );
  const brakes = new Map<string, string>();
  for (const { team, members, leftOut } of losses) {
    const manager = managingRole(VENDOR_FACTS[team.vendor]);
    const roles = new Map<string, string>(members.map(({ userId, role }) => [userId, role]));
    let gone = 0;
    for (const { kind, input } of requests.get(team.id) ?? []) {
      if (kind === "member.remove") gone += roles.delete(input.userId) ? 1 : 0;
      if (kind === "member.setRole" || kind === "member.add") roles.set(input.userId, input.role);
    }
    const share = gone / Math.max(1, members.length);
    const isAsked = leftOut.length > 0 || (gone >= MANY && share > MOST);
    const people = `${grouped(gone)} of its ${grouped(members.length)} people`;
    const isLast = members.some(({ role }) => role === manager) && ![...roles.values()].includes(manager);
    const words = [
      ...(isAsked && share > MOST
        ? [`This removes most of ${team.label}: ${people}.`]
        : isAsked && share >= SHARE
          ? [`This removes a quarter or more of ${team.label}: ${people}.`]
          : []),
      ...(isLast ? [`This leaves ${team.label} without ${rolePhrase(manager)}.`] : []),
    ];
    if (words.length > 0) brakes.set(team.id, words.join(" "));
  }
  return brakes;
}

/** What takes people out of such teams, or their role away, with the warning that must be accepted; the rest as it is. */
export function withBrakes(
  changes: readonly SourceLine[],
  brakes: ReadonlyMap<string, string>,
): SourceLine[] {
  if (brakes.size === 0) return [...changes];
  const shown = [...brakes.values()].slice(0, NAMED_TEAMS);
  const more = brakes.size - shown.length;
  const text = `${shown.join(" ")}${more > 0 ? ` The same holds for ${more} more ${more === 1 ? "team" : "teams"}.` : ""} Is the roster whole?`;
  const warning: PlanWarning = { code: REMOVES_MANY, text, confirm: true };
  return changes.map((line) =>
    "request" in line &&
    (line.request.kind === "member.remove" || line.request.kind === "member.setRole") &&
    brakes.has(line.request.input.teamId)
      ? { ...line, warnings: [warning] }
      : line,
  );
}
