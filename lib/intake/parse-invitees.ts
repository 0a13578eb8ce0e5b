import { emailKey } from "#lib/email-key.ts";
import type { TeamRole } from "#lib/vendors/port.ts";
import { listedAddresses } from "./addresses.ts";
import { type Header, readHeader } from "./header.ts";
import { BREATH_LINES, MAX_LINES, TOO_MANY_LINES } from "./limits.ts";
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
