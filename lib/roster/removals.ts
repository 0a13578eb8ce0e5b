import "server-only";
import type { Collector } from "#lib/intake/findings.ts";
import type { RosterLine } from "#lib/intake/parse-roster.ts";
import type { RosterMember } from "#lib/roster/people.ts";
import type { NamedTeam } from "#lib/roster/teams.ts";

/**
 * Who must not be taken for missing from a roster: whoever any line names, also one that cannot be used. Where a line's
 * address cannot be read at all, nobody is removed from the team that it is about.
 */
export class Kept {
  private readonly keys = new Map<string, Set<string>>();
  private readonly ids = new Map<string, Set<string>>();
  /** Named by lines whose team is not known: kept in every team. */
  private readonly everywhere = new Set<string>();
  private readonly withheld = new Set<string>();
  private isAllWithheld = false;
  private hasIds = false;

  names(line: RosterLine, team: NamedTeam | undefined): void {
    if (line.userId !== undefined) {
      this.hasIds = true;
      if (team) add(this.ids, team.id, line.userId);
      else this.everywhere.add(`id ${line.userId}`);
    }
    if (line.key !== null) {
      if (team) add(this.keys, team.id, line.key);
      else this.everywhere.add(`mail ${line.key}`);
    }
    if (line.problem === "open-quote" || (line.key === null && line.userId === undefined)) {
      if (team && line.problem !== "open-quote") this.withheld.add(team.id);
      else this.isAllWithheld = true;
    }
  }

  member(teamId: string, userId: string): void {
    add(this.ids, teamId, userId);
  }

  /** Removes a team's members whom the roster does not name, and says where and why somebody stays. */
  removeOthers(
    team: NamedTeam,
    members: readonly RosterMember[],
    collected: Pick<Collector, "notes">,
    remove: (userId: string) => void,
  ): void {
    const others = members.filter((member) => !this.isNamed(team.id, member));
    if (others.length === 0) return;
    if (this.isAllWithheld || this.withheld.has(team.id)) {
      collected.notes.push(
        `Nobody is removed from ${team.label}: a line cannot be read that may name one of its members`,
      );
      return;
    }
    // A roster of addresses alone cannot name them.
    const unnameable = this.hasIds ? [] : others.filter((member) => member.emailKey === null);
    if (unnameable.length > 0)
      collected.notes.push(
        `${unnameable.length === 1 ? "1 person" : `${unnameable.length} people`} of ${team.label} without an e-mail address ${unnameable.length === 1 ? "stays" : "stay"}`,
      );
    const staying = new Set(unnameable);
    for (const member of others) if (!staying.has(member)) remove(member.userId);
  }

  private isNamed(teamId: string, { userId, emailKey }: RosterMember): boolean {
    if (this.ids.get(teamId)?.has(userId) || this.everywhere.has(`id ${userId}`)) return true;
    if (emailKey === null) return false;
    return this.keys.get(teamId)?.has(emailKey) === true || this.everywhere.has(`mail ${emailKey}`);
  }
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.add(value);
  else map.set(key, new Set([value]));
}
