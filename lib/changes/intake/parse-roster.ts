import { readAddressCell } from "#lib/core/addresses/address.ts";
import { isInvitable, mailboxKey } from "#lib/core/email-key.ts";
import type { TeamRole } from "#lib/vendors/port.ts";
import { findHeader, firstRows, type Header, type NoHeader, TOO_WIDE } from "./header.ts";
import { MAX_LINES, TOO_MANY_LINES } from "./limits.ts";
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
import { findDelimiter, type Row } from "./table.ts";
import { type UntilCell, untilOf } from "./until-cell.ts";

/** One line of a roster. `role` undefined: whichever they have; "remove": they are to leave. */
export type RosterLine = {
  line: number;
  text: string;
  email: string;
  /** `mailboxKey` of the address that the line plainly means; null where it means none. */
  key: string | null;
  /** What finds its member: the address as it is written, where its marks may be its own, then as it is meant. */
  keys: string[];
  /** Keys of every address that the line may mean: whoever has one of them is named by it. */
  mayMean: string[];
  /** The address is one that mail reaches: who has none like it is somebody new, not a slip. */
  isWhole: boolean;
  userId?: string;
  team: string;
  role?: TeamRole | "remove";
  /** What stands in the column of the role. */
  roleWord?: string;
  /** When that ends: by the clocks of whoever sends the roster, or an instant. */
  until?: UntilCell;
  /** What stands in its column, where it is no time. */
  untilWord?: string;
  problem?: LineProblem;
  of?: number;
};

/**
 * A roster: a table with e-mail, team and role, and perhaps the vendor's id of the account. Every line comes back, with
 * what is wrong with it; lines that contradict each other are all marked. Refused as a whole: no such columns, too long.
 */
export async function parseRoster(text: string, onProgress?: OnProgress): Promise<ParseAnswer<RosterLine>> {
  const head = findHeader(text) ?? withoutHeadings(text);
  if (head === undefined)
    return { refused: "No column for the e-mail was found: name the columns e-mail, team and role" };
  if ("refused" in head) return head;
  if (head.columns.team === undefined)
    return { refused: "No column for the team was found: name the columns e-mail, team and role" };
  const lines: RosterLine[] = [];
  for await (const row of tableRows(text, head, onProgress)) {
    if (lines.length >= MAX_LINES) return { refused: TOO_MANY_LINES };
    if (row.isTooWide) return { refused: TOO_WIDE };
    lines.push(rosterLine(row, named(row, head.columns)));
  }
  if (lines.length === 0) return { refused: "There is nobody in this table" };
  markAgreements(lines);
  return { lines, unused: head.unused };
}

/** A table that begins with somebody: e-mail, team and role in this order. */
function withoutHeadings(text: string): Header | NoHeader | undefined {
  const delimiter = findDelimiter(text);
  const [first] = firstRows(text, delimiter, 1);
  if (!first || !isInvitable(readAddressCell(first[0] ?? "").email)) return undefined;
  return { columns: { email: 0, team: 1, role: 2 }, delimiter, unused: [], skip: 0 };
}

function rosterLine(
  row: Row,
  { email: cell = "", team = "", role: word, until: ending, userId }: Cells,
): RosterLine {
  const until = ending === undefined ? undefined : untilOf(ending);
  const role = word === undefined ? undefined : roleOf(word);
  const { email, all } = readAddressCell(cell);
  const key = mailboxKey(email);
  const written = mailboxKey(cell);
  const mayMean = [written, ...all.map(mailboxKey)].filter((one) => one !== null);
  const problem: LineProblem | undefined =
    row.isOpen || hasSwallowed(row)
      ? "open-quote"
      : key === null && userId === undefined
        ? all.length > 1
          ? "several-addresses"
          : "not-an-address"
        : team === ""
          ? "no-team"
          : word !== undefined && role === undefined
            ? "unknown-role"
            : ending !== undefined && until === undefined
              ? "unknown-end"
              : undefined;
  return {
    line: row.line,
    text: clip(row.cells.join(", ")),
    email: clip(email || cell),
    key,
    keys: [...new Set([written, key].filter((one) => one !== null))],
    mayMean: [...new Set(mayMean)],
    isWhole: isInvitable(email),
    ...(userId && userId.length <= 512 ? { userId } : {}),
    team: team.slice(0, 1_000),
    ...(role === undefined ? {} : { role }),
    ...(word === undefined ? {} : { roleWord: clip(word) }),
    ...(until ? { until } : {}),
    ...(problem === "unknown-end" && ending !== undefined ? { untilWord: clip(ending) } : {}),
    ...(problem ? { problem } : {}),
  };
}

/** Whether two lines give something until the same time. */
export const sameUntil = (a: Pick<RosterLine, "until">, b: Pick<RosterLine, "until">): boolean =>
  JSON.stringify(a.until ?? null) === JSON.stringify(b.until ?? null);

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
    if (before.role === line.role && sameUntil(before, line) && before.problem === undefined)
      line.problem = "duplicate";
    else {
      line.problem = "contradiction";
      before.problem = "contradiction";
      before.of ??= line.line;
    }
  }
}
