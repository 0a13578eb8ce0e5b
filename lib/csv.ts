/** A cell that a spreadsheet would take for a formula begins with one of these (OWASP ASVS 5.0, 1.2.10). */
const FORMULA_START = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
const NEEDS_QUOTES = /[",\r\n]/;

/** One CSV cell (RFC 4180). Text that a spreadsheet would run gets a leading apostrophe, and quotes around it. */
export function csvCell(value: string | number | boolean | undefined | null): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") return String(value);
  if (FORMULA_START.test(value)) return `"'${value.replaceAll('"', '""')}"`;
  return NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** One line of CSV, with its line end. */
export const csvLine = (cells: readonly (string | number | boolean | undefined | null)[]): string =>
  `${cells.map(csvCell).join(",")}\r\n`;
