import { grouped } from "#lib/core/grouped.ts";
import "server-only";
import type { Collector, PlaceOf } from "#lib/changes/intake/findings.ts";
import type { RosterLine } from "#lib/changes/intake/parse-roster.ts";
import type { RosterMember } from "#lib/changes/roster/people.ts";
import { slipFinder } from "#lib/changes/roster/slips.ts";
import type { NamedTeam } from "#lib/changes/roster/teams.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** What is known of a line once its team's members were looked at. */
type Placed = {
  line: RosterLine;
  /** The team that it names, also where the line cannot be used. */
  team: NamedTeam | undefined;
  /** Somebody of the team was found by what the line says. */
  isMember: boolean;
  /** It names somebody whom the vendor knows by the id that it gives. */
  isKnownId: boolean;
};

const NAMED_LINES = 3;

/**
 * Who must not be taken for missing from a roster: whoever any line names, also one that cannot be used. A line that may mean
 * anybody (its address is none, or is cut off, and nobody is found by it) withholds removals in the team that it is about,
 * or in all where that is not known. An id that no member has proves nothing.
 */
export class Kept {
  private readonly keys = new Map<string, Set<string>>();
  private readonly ids = new Map<string, Set<string>>();
  /** Named by lines whose team is not known: kept in every team. */
  private readonly everywhere = new Set<string>();
  private readonly unclear = new Map<string, number[]>();
  private readonly unclearAnywhere: number[] = [];
  private readonly strangers = new Map<string, RosterLine[]>();
  private readonly hasIds = new Set<string>();
  private readonly canNameAll: boolean;

  /** `canNameAll`: it names whoever has no address by the vendor's id, so whom it does not name is left out. */
  constructor(canNameAll: boolean) {
    this.canNameAll = canNameAll;
  }

  names({ line, team, isMember, isKnownId }: Placed): void {
    const keep = (kind: "id" | "mail", value: string) => {
      if (!team) this.everywhere.add(`${kind} ${value}`);
      else add(kind === "id" ? this.ids : this.keys, team.id, value);
    };
    if (line.userId !== undefined) keep("id", line.userId);
    for (const key of line.mayMean) keep("mail", key);
    if (line.problem === "open-quote") this.unclearAnywhere.push(line.line);
    else if (!isMember && !isKnownId && (!line.isWhole || line.team === "")) {
      if (!team) this.unclearAnywhere.push(line.line);
      else list(this.unclear, team.id, line.line);
    } else if (team && !isMember && line.isWhole) list(this.strangers, team.id, line);
  }

  /** A line is about this member; `byId`: it was found by the vendor's id, so the roster's ids are the vendor's. */
  member(teamId: string, userId: string, byId: boolean): void {
    add(this.ids, teamId, userId);
    if (byId) this.hasIds.add(teamId);
  }

  /** Removes a team's members whom the roster does not name, and says where and why somebody stays. Answers who goes. */
  removeOthers(
    team: NamedTeam,
    members: readonly RosterMember[],
    collected: Pick<Collector, "notes" | "placeOf">,
  ): RosterMember[] {
    const others = members.filter((member) => !this.isNamed(team.id, member));
    if (others.length === 0) return [];
    const unclear = [...(this.unclear.get(team.id) ?? []), ...this.unclearAnywhere].toSorted((a, b) => a - b);
    if (unclear.length > 0) {
      collected.notes.push(
        `Nobody is removed from ${team.label}: ${linesWords(unclear, collected.placeOf)} cannot be read and may name one of its members`,
      );
      return [];
    }
    // A roster of addresses alone cannot name them.
    const canName = this.canNameAll || this.hasIds.has(team.id);
    const unnameable = canName ? [] : others.filter((member) => member.emailKey === null);
    if (unnameable.length > 0)
      collected.notes.push(
        `${unnameable.length === 1 ? "1 person" : `${unnameable.length} people`} of ${team.label} without an e-mail address ${unnameable.length === 1 ? "stays" : "stay"}`,
      );
    const staying = new Set(unnameable);
    const { name, capabilities } = VENDOR_FACTS[team.vendor];
    if (!capabilities.assignableRoles.includes("owner"))
      for (const owner of others.filter(({ role }) => role === "owner")) {
        staying.add(owner);
        collected.notes.push(
          `${owner.label} stays in ${team.label}: ${name} lets nobody remove a team's owner`,
        );
      }
    const slipOf = slipFinder(this.strangers.get(team.id) ?? []);
    for (const member of others) {
      const slip = member.emailKey === null ? undefined : slipOf(member.emailKey);
      if (!slip) continue;
      staying.add(member);
      collected.notes.push(
        `${member.label} is not removed from ${team.label}: ${slip.email} in ${collected.placeOf(slip.line)} looks like a slip of ${member.emailKey}`,
      );
    }
    return others.filter((member) => !staying.has(member));
  }

  private isNamed(teamId: string, { userId, emailKey }: RosterMember): boolean {
    if (this.ids.get(teamId)?.has(userId) || this.everywhere.has(`id ${userId}`)) return true;
    if (emailKey === null) return false;
    return this.keys.get(teamId)?.has(emailKey) === true || this.everywhere.has(`mail ${emailKey}`);
  }
}

/** "line 3", "lines 3, 4, 5 and 12 more". */
function linesWords(lines: readonly number[], placeOf: PlaceOf): string {
  const [first = "", ...others] = lines.slice(0, NAMED_LINES).map(placeOf);
  const more = lines.length - NAMED_LINES;
  // What they have in common is said once.
  const shown = [first.replace(/^line /, lines.length === 1 ? "line " : "lines "), ...others]
    .map((place, index) => (index === 0 ? place : place.replace(/^line /, "")))
    .join(", ");
  return `${shown}${more > 0 ? ` and ${grouped(more)} more` : ""}`;
}

function list<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.add(value);
  else map.set(key, new Set([value]));
}
