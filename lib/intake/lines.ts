import type { TeamRole } from "#lib/vendors/port.ts";
import type { ColumnName, Columns } from "./header.ts";
import { BREATH_LINES, MAX_QUOTED } from "./limits.ts";
import { findDelimiter, plainCell, type Row, rows } from "./table.ts";

/** What is wrong with a line by itself, whatever is in the store. */
export type LineProblem =
  | "not-an-address"
  | "no-team"
  | "unknown-role"
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

export const ROLE_WORDS: Record<string, TeamRole | "remove"> = {
  owner: "owner",
  admin: "admin",
  administrator: "admin",
  member: "member",
  remove: "remove",
  removed: "remove",
};
export const clip = (text: string): string =>
  text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED - 1)}…` : text;

export type Cells = Partial<Record<ColumnName, string>>;

export function named(row: Row, columns: Columns): Cells {
  const cells: Cells = {};
  for (const [name, place] of Object.entries(columns) as [ColumnName, number][]) {
    const cell = plainCell(row.cells[place] ?? "").trim();
    if (cell !== "") cells[name] = cell;
  }
  return cells;
}

export async function* tableRows(
  text: string,
  skipFirst: boolean,
  onProgress?: OnProgress,
): AsyncGenerator<Row> {
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
