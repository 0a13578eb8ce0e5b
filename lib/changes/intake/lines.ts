import { formulaText, seenText } from "#lib/core/addresses/signs.ts";
import { unmarkedCell } from "#lib/core/csv.ts";
import type { TeamRole } from "#lib/vendors/port.ts";
import type { ColumnName, Columns, Header } from "./header.ts";
import { BREATH_LINES, MAX_QUOTED } from "./limits.ts";
import { type Row, rows } from "./table.ts";

/** What is wrong with a line by itself, whatever is in the store. */
export type LineProblem =
  | "not-an-address"
  | "several-addresses"
  | "loose-role"
  | "no-team"
  | "unknown-role"
  | "unknown-end"
  | "open-quote"
  | "duplicate"
  | "contradiction";

export type Parsed<Line> = {
  lines: Line[];
  /** Headings of columns that were not used. */
  unused: string[];
};
export type ParseAnswer<Line> = Parsed<Line> | { refused: string };
/** Called every so many lines: how far it is, 0 to 1. What it returns is waited for. */
export type OnProgress = (done: number) => unknown;

/** The words for roles. A map: what a file says may be the name of something that every object has. */
const ROLE_WORDS: ReadonlyMap<string, TeamRole | "remove"> = new Map([
  ["owner", "owner"],
  ["admin", "admin"],
  ["administrator", "admin"],
  ["member", "member"],
  ["remove", "remove"],
  ["removed", "remove"],
]);
export const roleOf = (word: string): TeamRole | "remove" | undefined =>
  ROLE_WORDS.get(seenText(word).toLowerCase());
export const clip = (text: string): string =>
  text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED - 1)}…` : text;

export type Cells = Partial<Record<ColumnName, string>>;

/** The cells by their columns: without what a spreadsheet puts around a text to keep it one. */
export function named(row: Row, columns: Columns): Cells {
  const cells: Cells = {};
  for (const [name, place] of Object.entries(columns) as [ColumnName, number][]) {
    const typed = row.cells[place] ?? "";
    const bare = unmarkedCell(typed);
    // What an export has marked is the text itself; else `="…"` stands for what is in it.
    const cell = (bare === typed ? formulaText(typed) : bare).trim();
    if (seenText(cell) !== "") cells[name] = cell;
  }
  return cells;
}

/** A quote was closed by the next line's: a cell holds more lines, and people in them. */
export const hasSwallowed = ({ cells }: Row): boolean =>
  cells.some((cell) => /[\r\n]/u.test(cell) && cell.includes("@"));

/** The rows of a table below its headings. */
export async function* tableRows(
  text: string,
  { delimiter, skip }: Pick<Header, "delimiter" | "skip">,
  onProgress?: OnProgress,
): AsyncGenerator<Row> {
  let seen = 0;
  const about = Math.max(1, text.length);
  let read = 0;
  for (const row of rows(text, delimiter)) {
    seen += 1;
    read += row.cells.reduce((sum, cell) => sum + cell.length + 1, 1);
    if (seen % BREATH_LINES === 0) await onProgress?.(Math.min(1, read / about));
    if (seen > skip) yield row;
  }
}
