import stringWidth from "string-width";
import { shown } from "./clean.ts";

export type Cell = string | number | boolean | null | undefined;
export type Column<Row> = {
  title: string;
  of: (row: Row) => Cell;
  /** Numbers stand to the right. */
  right?: boolean;
  /** Is cut last, where there is little room. */
  keep?: boolean;
};

const GAP = "  ";
const LEAST = 8;

/** A cell as text: what is not known is a dash, so that columns of a line can be counted. */
export function cellText(cell: Cell): string {
  if (cell === null || cell === undefined || cell === "") return "–";
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  return shown(String(cell));
}

const graphemes = new Intl.Segmenter();

/** Clips to a width in columns of the terminal, with a sign for what is missing. */
export function clip(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let [clipped, taken] = ["", 0];
  for (const { segment } of graphemes.segment(text)) {
    const wide = stringWidth(segment);
    if (taken + wide > width - 1) break;
    clipped += segment;
    taken += wide;
  }
  return `${clipped}…`;
}

const pad = (text: string, width: number, right = false): string => {
  const blank = " ".repeat(Math.max(0, width - stringWidth(text)));
  return right ? blank + text : text + blank;
};

/** Takes room from the widest columns until the line fits: those to keep come last, and none gets unreadably narrow. */
function narrowed(widths: number[], keeps: readonly boolean[], width: number): number[] {
  const fitted = [...widths];
  const room = width - GAP.length * (widths.length - 1);
  for (const wanted of [false, true])
    while (fitted.reduce((sum, one) => sum + one, 0) > room) {
      const narrow = fitted.map((one, at) => (keeps[at] === wanted && one > LEAST ? one : 0));
      const widest = narrow.indexOf(Math.max(...narrow));
      if (narrow[widest] === 0 || fitted[widest] === undefined) break;
      fitted[widest] = (fitted[widest] ?? LEAST) - 1;
    }
  return fitted;
}

/** Rows in aligned columns under a head, no wider than the terminal. */
export function alignedTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  head: (text: string) => string,
): string[] {
  const texts = rows.map((row) => columns.map(({ of }) => cellText(of(row))));
  const needed = columns.map(({ title }, at) =>
    texts.reduce((most, line) => Math.max(most, stringWidth(line[at] ?? "")), stringWidth(title)),
  );
  const keeps = columns.map(({ keep, right }) => keep === true || right === true);
  const widths = narrowed(needed, keeps, width);
  const lineOf = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => pad(clip(cell, widths[at] ?? 0), widths[at] ?? 0, columns[at]?.right))
      .join(GAP)
      .trimEnd();
  return [head(lineOf(columns.map(({ title }) => title.toUpperCase()))), ...texts.map(lineOf)];
}

/** Rows for other programs: a tab between the cells, no head, nothing cut. */
export const plainTable = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] =>
  rows.map((row) => columns.map(({ of }) => cellText(of(row))).join("\t"));
