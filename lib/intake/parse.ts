import { emailKey } from "#lib/email-key.ts";
import type { TeamRole } from "#lib/vendors/port.ts";
import { listedAddresses } from "./addresses.ts";
import { type ColumnName, type Columns, type Header, readHeader } from "./header.ts";
import { BREATH_LINES, MAX_LINES, MAX_QUOTED, TOO_MANY_LINES } from "./limits.ts";
import { findDelimiter, plainCell, type Row, rows } from "./table.ts";

/** What is wrong with a line by itself, whatever is in the store. */
export type LineProblem =
  | "not-an-address"
  | "no-team"
  | "unknown-role"
  | "open-quote"
  | "duplicate"
  | "contradiction";

/** Somebody who is to be invited, as one line says it. */
export type Invitee = {
  /** Place among all of them, from 0: what a choice for one line is kept under. */
  index: number;
  line: number;
  /** As it was typed, clipped. */
  text: string;
  email: string;
  key: string | null;
  name?: string;
  team?: string;
  role?: TeamRole;
  problem?: LineProblem;
  /** The line that says the same. */
  of?: number;
};

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

export type Parsed<Line> = {
  lines: Line[];
  /** Headings of columns that were not used. */
  unused: string[];
};
export type ParseAnswer<Line> = Parsed<Line> | { refused: string };
/** Called every so many lines: how far it is, 0 to 1. What it returns is waited for. */
export type OnProgress = (done: number) => unknown;

const ROLE_WORDS: Record<string, TeamRole | "remove"> = {
  owner: "owner",
  admin: "admin",
  administrator: "admin",
  member: "member",
  remove: "remove",
  removed: "remove",
};
const clip = (text: string): string =>
  text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED - 1)}…` : text;

type Cells = Partial<Record<ColumnName, string>>;

function named(row: Row, columns: Columns): Cells {
  const cells: Cells = {};
  for (const [name, place] of Object.entries(columns) as [ColumnName, number][]) {
    const cell = plainCell(row.cells[place] ?? "").trim();
    if (cell !== "") cells[name] = cell;
  }
  return cells;
}

async function* tableRows(text: string, skipFirst: boolean, onProgress?: OnProgress): AsyncGenerator<Row> {
  let seen = 0;
  const about = Math.max(1, text.length);
  let read = 0;
  for (const row of rows(text, findDelimiter(text))) {
    seen += 1;
    read += row.cells.reduce((sum, cell) => sum + cell.length + 1, 1);
    if (seen % BREATH_LINES === 0) await onProgress?.(Math.min(1, read / about));
    if (seen === 1 && skipFirst) continue;
    yield row;
  }
}

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
    : key === null && (email !== "" || userId === undefined)
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
    const key = `${line.key ?? line.userId ?? ""}\n${line.key === null ? "" : (line.userId ?? "")}\n${line.team.toLowerCase()}`;
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

/**
 * People to invite: a table with a column for the e-mail (and perhaps name, team, role), or any list of addresses. Every
 * line comes back with what is wrong with it. Refused as a whole: too long, or nobody in it.
 */
export async function parseInvitees(text: string, onProgress?: OnProgress): Promise<ParseAnswer<Invitee>> {
  const head = inviteeTable(text);
  if (head && "refused" in head) return head;
  const lines: Invitee[] = [];
  const first = new Map<string, Invitee>();
  const add = (line: Omit<Invitee, "index" | "key">): boolean => {
    if (lines.length >= MAX_LINES) return false;
    const key = line.problem === "open-quote" ? null : emailKey(line.email);
    const invitee: Invitee = {
      index: lines.length,
      ...line,
      key,
      text: clip(line.text),
      email: clip(line.email),
    };
    if (invitee.problem === undefined && key === null) invitee.problem = "not-an-address";
    if (invitee.problem === undefined) {
      const same = `${key}\n${line.team?.toLowerCase() ?? ""}`;
      const before = first.get(same);
      if (before === undefined) first.set(same, invitee);
      else if (before.role === invitee.role)
        Object.assign(invitee, { problem: "duplicate", of: before.line });
      else {
        Object.assign(invitee, { problem: "contradiction", of: before.line });
        Object.assign(before, { problem: "contradiction", of: before.of ?? invitee.line });
      }
    }
    lines.push(invitee);
    return true;
  };
  if (head) {
    for await (const row of tableRows(text, head.hasHeadings, onProgress))
      if (!add(inviteeOf(row, named(row, head.columns)))) return { refused: TOO_MANY_LINES };
  } else {
    let seen = 0;
    for (const { line, text: typed, name, email } of listedAddresses(text)) {
      seen += 1;
      if (seen % BREATH_LINES === 0) await onProgress?.(Math.min(1, seen / MAX_LINES));
      if (!add({ line, text: typed, email: email ?? "", ...(name ? { name: clip(name) } : {}) }))
        return { refused: TOO_MANY_LINES };
    }
  }
  if (lines.length === 0) return { refused: "There is no address in it" };
  return { lines, unused: head?.unused ?? [] };
}

function inviteeOf(row: Row, { email = "", name, team, role: word }: Cells): Omit<Invitee, "index" | "key"> {
  const role = word === undefined ? undefined : ROLE_WORDS[word.toLowerCase()];
  const isRole = word === undefined || (role !== undefined && role !== "remove");
  const problem: LineProblem | undefined = row.isOpen ? "open-quote" : isRole ? undefined : "unknown-role";
  return {
    line: row.line,
    text: row.cells.join(", "),
    email,
    ...(name ? { name: clip(name) } : {}),
    ...(team ? { team: team.slice(0, 1_000) } : {}),
    ...(role && role !== "remove" ? { role } : {}),
    ...(problem ? { problem } : {}),
  };
}

/** Lines by which a table without headings is recognised. */
const JUDGED = 20;

/** A table by its headings, or because every line has its one address in the same of several columns. */
function inviteeTable(text: string): Header | { refused: string } | undefined {
  const delimiter = findDelimiter(text);
  const looked: string[][] = [];
  for (const row of rows(text, delimiter)) {
    looked.push(row.cells);
    if (looked.length >= JUDGED) break;
  }
  const [first] = looked;
  if (!first) return undefined;
  const byHeadings = readHeader(first.map(plainCell));
  if (byHeadings && ("refused" in byHeadings || byHeadings.hasHeadings)) return byHeadings;
  const email = first.findIndex((cell) => cell.includes("@"));
  const isTable =
    looked.length > 1 &&
    first.length > 1 &&
    email >= 0 &&
    looked.every(
      (cells) =>
        cells.length === first.length &&
        cells.every((cell, place) => cell.includes("@") === (place === email)),
    );
  if (!isTable) return undefined;
  const name = first.findIndex((_, place) => place !== email);
  return { columns: { email, name }, unused: [], hasHeadings: false };
}
