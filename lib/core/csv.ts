/** What a spreadsheet takes for the beginning of a formula (OWASP ASVS 5.0, 1.2.10), in plain and in wide letters. */
const FORMULA = "=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20";
/** The beginning of a cell that would be run; marks that stand there already are counted, so that taking one off is exact. */
const START = new RegExp(`^(?='*(?:[${FORMULA}\\t\\r\\n]| +'*[${FORMULA}]))`);
const MARKED_START = new RegExp(`^'(?='*(?:[${FORMULA}\\t\\r\\n]| +'*[${FORMULA}]))`);
/**
 * A spreadsheet set to another separator sees a new cell after `;`, a tab, `|` or a line's end, in quotes too: they are none
 * to it in the middle of its cell.
 */
const INNER = new RegExp(`([;|\\t\\r\\n] *)(?='*[${FORMULA}])`, "g");
const MARKED_INNER = new RegExp(`([;|\\t\\r\\n] *)'(?='*[${FORMULA}])`, "g");
const NEEDS_QUOTES = /[",;|\t\r\n]/;

/** One CSV cell (RFC 4180). Text that a spreadsheet would run gets an apostrophe before it, and quotes around the cell. */
export function csvCell(value: string | number | boolean | undefined | null): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") return String(value);
  const safe = value.replace(START, "'").replace(INNER, "$1'");
  return safe !== value || NEEDS_QUOTES.test(value) ? `"${safe.replaceAll('"', '""')}"` : value;
}

/** A cell's text as it was before `csvCell` kept spreadsheets from running it. */
export const unmarkedCell = (cell: string): string =>
  cell.replace(MARKED_START, "").replace(MARKED_INNER, "$1");

/** One line of CSV, with its line end. */
export const csvLine = (cells: readonly (string | number | boolean | undefined | null)[]): string =>
  `${cells.map(csvCell).join(",")}\r\n`;
