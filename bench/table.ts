export type Measure = {
  what: string;
  value: number;
  unit: "ms" | "kB" | "MB" | "nodes" | "×" | "rows";
  /** At most this; or, with `atLeast`, at least. */
  budget: number;
  atLeast?: boolean;
  note?: string;
};

const isWithin = ({ value, budget, atLeast }: Measure): boolean =>
  atLeast ? value >= budget : value <= budget;

/** A Markdown table, so that it can be pasted into a note. */
export function printTable(measures: Measure[]): void {
  const digits = (value: number) =>
    Number.isInteger(value) ? value.toLocaleString("en") : value.toFixed(value < 10 ? 2 : 1);
  const lines = measures.map((each) => [
    each.what,
    `${digits(each.value)} ${each.unit}`,
    `${each.atLeast ? "≥" : "≤"} ${digits(each.budget)}`,
    isWithin(each) ? "ok" : "OVER",
    each.note ?? "",
  ]);
  printRows([["measure", "value", "budget", "", "note"], ...lines]);
  const over = measures.filter((each) => !isWithin(each));
  console.log(`\n${measures.length - over.length} of ${measures.length} within budget`);
}

/** Rows of a Markdown table, the first of which is its head. */
export function printRows(rows: string[][]): void {
  const widths =
    rows[0]?.map((_, column) => Math.max(3, ...rows.map((row) => (row[column] ?? "").length))) ?? [];
  const print = (row: string[]) =>
    console.log(`| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`);
  rows.forEach((row, index) => {
    print(row);
    if (index === 0) print(widths.map((width) => "-".repeat(width)));
  });
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}
