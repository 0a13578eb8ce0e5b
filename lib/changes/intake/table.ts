export type Delimiter = "," | ";" | "\t" | "|";
export const DELIMITERS: readonly Delimiter[] = ["\t", ";", ",", "|"];

/** A row of a table. `line` is where it begins, counted from 1; `isOpen`: a quote in it is never closed. */
export type Row = { line: number; cells: string[]; isOpen?: true; isTooWide?: true };

/** Cells of a row that are looked at: a file of nothing but commas must not take the server's time. */
export const MAX_CELLS = 1_000;
/** As long as a spreadsheet lets a cell be: a quoted one that is longer was never closed. */
const MAX_CELL_LENGTH = 32_768;

/** A first line that names the separator, as spreadsheets write it: `sep=;`, `"sep=;"`, and `sep=;;;` where it was filled up. */
const TOLD = /^\uFEFF?"?sep=([^"\r\n])"?[,;|\t ]*(?:\r\n|\r|\n|$)/i;

/** What a first line says that separates the cells; it may be something that is not read. */
export const toldDelimiter = (text: string): string | undefined => TOLD.exec(text.slice(0, 2_000))?.[1];
export const isDelimiter = (sign: string | undefined): sign is Delimiter =>
  (DELIMITERS as readonly unknown[]).includes(sign);

/** Rows, and characters, that a delimiter is judged by. */
const JUDGED = 50;
const JUDGED_LENGTH = 65_536;

/**
 * What separates the cells of a table without headings: what the first row has, and where it has several, the one by which
 * most of the first rows have as many cells as it. Undefined where there is one column alone.
 */
export function findDelimiter(text: string): Delimiter | undefined {
  const told = toldDelimiter(text);
  if (isDelimiter(told)) return told;
  let best: { delimiter: Delimiter; alike: number; cells: number } | undefined;
  for (const delimiter of DELIMITERS) {
    const counts: number[] = [];
    for (const row of rows(text.slice(0, JUDGED_LENGTH), delimiter)) {
      counts.push(row.cells.length);
      if (counts.length >= JUDGED) break;
    }
    const cells = counts[0] ?? 0;
    if (cells < 2) continue;
    const alike = counts.filter((count) => count === cells).length;
    if (!best || alike > best.alike || (alike === best.alike && cells > best.cells))
      best = { delimiter, alike, cells };
  }
  return best?.delimiter;
}

/**
 * The rows of a table (RFC 4180): quoted cells may hold delimiters, line ends and doubled quotes. Empty lines are left
 * out, and so are the lines of signs in a table of a text; ends of lines are CRLF, LF or CR.
 */
export function* rows(text: string, delimiter: Delimiter | undefined): Generator<Row> {
  const told = TOLD.exec(text.slice(0, 2_000))?.[0];
  let at = told?.length ?? (text.charCodeAt(0) === 0xfeff ? 1 : 0);
  let line = told === undefined ? 1 : 2;
  while (at < text.length) {
    const row: Row = { line, cells: [] };
    for (;;) {
      const cell = readCell(text, at, delimiter);
      row.cells.push(cell.value);
      line += cell.lines;
      if (cell.isOpen) row.isOpen = true;
      at = cell.end;
      if (delimiter === undefined || text[at] !== delimiter) break;
      at += 1;
      if (row.cells.length < MAX_CELLS) continue;
      row.isTooWide = true;
      const end = text.slice(at).search(/[\r\n]/);
      at = end < 0 ? text.length : at + end;
      break;
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at += 2;
    else at += 1;
    line += 1;
    if (row.cells.some((cell) => cell !== "") && !(delimiter === "|" && isRule(row))) yield row;
  }
}

/** `|---|:---:|` between the headings and the lines of a table in Markdown. */
const isRule = ({ cells }: Row): boolean => cells.every((cell) => /^(?::?-{3,}:?)?$/.test(cell));

type Cell = { value: string; end: number; lines: number; isOpen?: true };

function readCell(text: string, from: number, delimiter: Delimiter | undefined): Cell {
  let start = from;
  while (text[start] === " ") start += 1;
  if (text[start] !== '"') {
    const end = cellEnd(text, from, delimiter);
    return { value: text.slice(from, end).trim(), end, lines: 0 };
  }
  let value = "";
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0 || quote - start > MAX_CELL_LENGTH) {
      value += text.slice(at);
      return { value: value.trim(), end: text.length, lines: lineEnds(value), isOpen: true };
    }
    value += text.slice(at, quote);
    at = quote + 1;
    if (text[at] !== '"') break;
    value += '"';
    at += 1;
  }
  // What stands behind the closing quote belongs to the cell all the same.
  const end = cellEnd(text, at, delimiter);
  return { value: (value + text.slice(at, end)).trim(), end, lines: lineEnds(value) };
}

function cellEnd(text: string, from: number, delimiter: Delimiter | undefined): number {
  let at = from;
  for (; at < text.length; at++) {
    const sign = text[at];
    if (sign === delimiter || sign === "\n" || sign === "\r") break;
  }
  return at;
}

const lineEnds = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;
