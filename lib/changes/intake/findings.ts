import "server-only";
import type { LineProblem } from "#lib/changes/intake/lines.ts";
import { type ByConsole, type LineFinding, MAX_FINDINGS, type Reading } from "#lib/changes/intake/schema.ts";
import type { NamedTeam } from "#lib/changes/roster/teams.ts";
import type { SourceLine } from "#lib/changes/types.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** A reading with the changes it stands for, in the order in which they are applied. */
export type FullReading = { reading: Reading; changes: SourceLine[] };

type Problematic = { problem?: LineProblem; of?: number; roleWord?: string; untilWord?: string };
/** Where a line stands, in words. */
export type PlaceOf = (line: number) => string;
const lineNumber: PlaceOf = (line) => `line ${line}`;
const PROBLEMS: Record<LineProblem, (line: Problematic, of: string) => string> = {
  "not-an-address": () => "not an e-mail address",
  "several-addresses": () => "several addresses: write one a line",
  "loose-role": () => "a role without a column is not used: write e-mail and role above the columns",
  "no-team": () => "names no team",
  "unknown-role": ({ roleWord = "" }) => `unknown role ${roleWord.slice(0, 40)}: Owner, Admin or Member`,
  "unknown-end": ({ untilWord = "" }) =>
    `no date to end at: ${untilWord.slice(0, 40)}; write 2026-12-04 or 2026-12-04 18:00`,
  "open-quote": () => "a quotation mark is opened here and not closed in this line",
  duplicate: (_, of) => `the same as ${of}`,
  contradiction: (_, of) => `contradicts ${of}: neither is used`,
};
/** What is wrong with a line, in words. */
export const problemWords = (problem: LineProblem, line: Problematic, placeOf = lineNumber): string =>
  PROBLEMS[problem](line, placeOf(line.of ?? 0));

const TONES = { bad: 0, ok: 1, quiet: 2 } as const;

/** Collects what each line came to, and the people whom only a console can invite. */
export function collector(lines: number, notes: string[], placeOf = lineNumber) {
  const findings: LineFinding[] = [];
  const byConsole = new Map<string, ByConsole>();
  const organizations = new Set<string>();
  const changes: { order: number; line: SourceLine }[] = [];
  const counts = { adds: 0, invites: 0, roles: 0, removals: 0 };
  return {
    notes,
    placeOf,
    find(finding: LineFinding): void {
      findings.push(finding);
    },
    /** `order`: lower ones are applied first. */
    change(what: keyof typeof counts, order: number, line: SourceLine): void {
      counts[what] += 1;
      changes.push({ order, line });
    },
    invitesTo(organization: string): void {
      organizations.add(organization);
    },
    console(team: NamedTeam, person: ByConsole["people"][number]): void {
      const known = byConsole.get(team.id);
      if (known) {
        known.people.push(person);
        return;
      }
      const { vendor, id, namespace, vendorTeamId } = team;
      const url = VENDOR_FACTS[vendor].consoleUrl?.({ id: vendorTeamId, namespace });
      byConsole.set(id, {
        teamId: id,
        teamName: team.label,
        vendor,
        ...(url ? { url } : {}),
        people: [person],
      });
    },
    done(): FullReading {
      const sorted = findings.toSorted((a, b) => TONES[a.tone] - TONES[b.tone] || a.line - b.line);
      const of = (tone: LineFinding["tone"]) => findings.filter((finding) => finding.tone === tone).length;
      return {
        reading: {
          lines,
          findings: sorted.slice(0, MAX_FINDINGS),
          findingTotal: findings.length,
          counts: { bad: of("bad"), quiet: of("quiet"), ...counts },
          byConsole: [...byConsole.values()],
          notes,
          organizations: [...organizations],
        },
        changes: changes.toSorted((a, b) => a.order - b.order).map(({ line }) => line),
      };
    },
  };
}
export type Collector = ReturnType<typeof collector>;
