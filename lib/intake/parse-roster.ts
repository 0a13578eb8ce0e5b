import { emailKey } from "#lib/email-key.ts";
import type { TeamRole } from "#lib/vendors/port.ts";
import { type Header, readHeader } from "./header.ts";
import { MAX_LINES, TOO_MANY_LINES } from "./limits.ts";
import {
  type Cells,
  clip,
  type LineProblem,
  named,
  type OnProgress,
  type ParseAnswer,
  ROLE_WORDS,
  tableRows,
} from "./lines.ts";
import { findDelimiter, plainCell, type Row, rows } from "./table.ts";

/** One line of a roster. `role` undefined: whichever they have; "remove": they are to leave. */
export type RosterLine = {
  line: number;
  text: string;
  email: string;
  key: string | null;
  userId?: string;
  team: string;
  role?: TeamRole | "remove";
  problem?: LineProblem;
  of?: number;
};

/**
 * A roster: a table with e-mail, team and role, and perhaps the vendor's id of the account. Every line comes back, with
 * what is wrong with it; lines that contradict each other are all marked. Refused as a whole: no such columns, too long.
 */
export async function parseRoster(text: string, onProgress?: OnProgress): Promise<ParseAnswer<RosterLine>> {
  const head = headerOf(text);
  if (head === undefined || ("columns" in head && head.columns.email === undefined))
    return { refused: "No column for the e-mail was found: name the columns e-mail, team and role" };
  if ("refused" in head) return head;
  if (head.columns.team === undefined)
    return { refused: "No column for the team was found: name the columns e-mail, team and role" };
  const lines: RosterLine[] = [];
  for await (const row of tableRows(text, head.hasHeadings, onProgress)) {
    if (lines.length >= MAX_LINES) return { refused: TOO_MANY_LINES };
    lines.push(rosterLine(row, named(row, head.columns)));
  }
  if (lines.length === 0) return { refused: "There is nobody in this table" };
  markAgreements(lines);
  return { lines, unused: head.unused };
}

function headerOf(text: string): Header | { refused: string } | undefined {
  for (const row of rows(text, findDelimiter(text))) return readHeader(row.cells.map(plainCell));
  return undefined;
}

function rosterLine(row: Row, { email = "", team = "", role: word, userId }: Cells): RosterLine {
  const role = word === undefined ? undefined : ROLE_WORDS[word.toLowerCase()];
  const key = emailKey(email);
  const problem: LineProblem | undefined = row.isOpen
    ? "open-quote"
    : key === null && userId === undefined
      ? "not-an-address"
      : team === ""
        ? "no-team"
        : word !== undefined && role === undefined
          ? "unknown-role"
          : undefined;
  return {
    line: row.line,
    text: clip(row.cells.join(", ")),
    email: clip(email),
    key,
    ...(userId && userId.length <= 512 ? { userId } : {}),
    team: team.slice(0, 1_000),
    ...(role === undefined ? {} : { role }),
    ...(problem ? { problem } : {}),
  };
}

/** Lines about the same person and team: the same again is a duplicate, anything else leaves none of them standing. */
function markAgreements(lines: RosterLine[]): void {
  const first = new Map<string, RosterLine>();
  for (const line of lines) {
    if (line.problem) continue;
    const key = `${line.key ?? line.userId ?? ""}\n${line.key === null ? "" : (line.userId ?? "")}\n${line.team}`;
    const before = first.get(key);
    if (!before) {
      first.set(key, line);
      continue;
    }
    line.of = before.line;
    if (before.role === line.role && before.problem === undefined) line.problem = "duplicate";
    else {
      line.problem = "contradiction";
      before.problem = "contradiction";
      before.of ??= line.line;
    }
  }
}
