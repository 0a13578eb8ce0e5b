import { readAddressCell } from "#lib/core/addresses/address.ts";
import { listedAddresses } from "#lib/core/addresses/listed.ts";
import { mailboxKey } from "#lib/core/email-key.ts";
import type { TeamRole } from "#lib/vendors/port.ts";
import { findHeader, firstRows, type Header, type NoHeader, TOO_WIDE, unknownHeadings } from "./header.ts";
import { BREATH_LINES, MAX_LINES, TOO_MANY_LINES } from "./limits.ts";
import {
  type Cells,
  clip,
  hasSwallowed,
  type LineProblem,
  named,
  type OnProgress,
  type ParseAnswer,
  roleOf,
  tableRows,
} from "./lines.ts";
import { DELIMITERS, type Row } from "./table.ts";

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
  /** What stands beside the address in a table without headings: a name, as far as can be told. */
  beside?: string;
  /** What was taken for the role, where it is none. */
  roleWord?: string;
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
    const key = line.problem === "open-quote" ? null : mailboxKey(line.email);
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
    for await (const row of tableRows(text, head, onProgress)) {
      if (row.isTooWide) return { refused: TOO_WIDE };
      const invitee = inviteeOf(row, named(row, head.columns));
      const beside = head.skip === 0 && invitee.name ? { beside: invitee.name } : {};
      if (!add({ ...invitee, ...beside })) return { refused: TOO_MANY_LINES };
    }
  } else {
    let seen = 0;
    for (const { line, text: typed, name, email, after } of listedAddresses(text)) {
      seen += 1;
      if (seen % BREATH_LINES === 0) await onProgress?.(Math.min(1, seen / MAX_LINES));
      // A role that stands by itself or beside an address says something, and nobody can tell of whom.
      const isRole = [name, after, email === undefined ? typed : undefined].some(
        (word) => word && roleOf(word),
      );
      const person = { line, text: typed, email: email ?? "", ...(name ? { name: clip(name) } : {}) };
      if (!add(isRole ? { ...person, problem: "loose-role" } : person)) return { refused: TOO_MANY_LINES };
    }
  }
  if (lines.length === 0) return { refused: "There is no address in it" };
  return { lines, unused: head?.unused ?? [] };
}

function inviteeOf(
  row: Row,
  { email: cell = "", name, team, role: word }: Cells,
): Omit<Invitee, "index" | "key"> {
  const role = word === undefined ? undefined : roleOf(word);
  const { email, all } = readAddressCell(cell);
  const isRole = word === undefined || (role !== undefined && role !== "remove");
  const problem: LineProblem | undefined =
    row.isOpen || hasSwallowed(row)
      ? "open-quote"
      : all.length > 1
        ? "several-addresses"
        : isRole
          ? undefined
          : "unknown-role";
  return {
    line: row.line,
    text: row.cells.join(", "),
    email: email || (problem === undefined ? cell : ""),
    ...(name ? { name: clip(name) } : {}),
    ...(team ? { team: team.slice(0, 1_000) } : {}),
    ...(role && role !== "remove" ? { role } : {}),
    ...(word === undefined ? {} : { roleWord: clip(word) }),
    ...(problem ? { problem } : {}),
  };
}

/** A table by its headings, or because every line has its one address in the same of several columns. */
function inviteeTable(text: string): Header | NoHeader | undefined {
  return findHeader(text) ?? tableByShape(text) ?? unknownHeadings(text);
}

function tableByShape(text: string): Header | undefined {
  for (const delimiter of DELIMITERS) {
    const looked = firstRows(text, delimiter);
    const [first] = looked;
    const email = first?.findIndex((cell) => cell.includes("@")) ?? -1;
    const isTable =
      first !== undefined &&
      first.length > 1 &&
      email >= 0 &&
      looked.every(
        (cells) =>
          cells.length === first.length &&
          cells.every((cell, place) => cell.includes("@") === (place === email)) &&
          readAddressCell(cells[email] ?? "").all.length === 1,
      );
    if (!isTable) continue;
    const others = first.flatMap((_, place) => (place === email ? [] : [place]));
    const cellsOf = (place: number) =>
      looked.map((cells) => cells[place] ?? "").filter((cell) => cell !== "");
    const role = others.find(
      (place) => cellsOf(place).length > 0 && cellsOf(place).every((cell) => roleOf(cell)),
    );
    const [name, ...unread] = others.filter((place) => place !== role && cellsOf(place).length > 0);
    // One address by itself is a list; with a role beside it, it is a line of a table.
    if (looked.length < 2 && role === undefined) continue;
    return {
      columns: { email, ...(name === undefined ? {} : { name }), ...(role === undefined ? {} : { role }) },
      delimiter,
      unused: unread.map((place) => `column ${place + 1}, which has no heading`),
      skip: 0,
    };
  }
  return undefined;
}
