import stringWidth from "string-width";
import { expect, it } from "vitest";
import { alignedTable, type Column, clip, plainTable } from "./table.ts";

type Row = { name: string; count: number | null };
const COLUMNS: readonly Column<Row>[] = [
  { title: "Name", of: ({ name }) => name },
  { title: "Count", of: ({ count }) => count, right: true },
];
const ROWS: Row[] = [
  { name: "Perception training of the whole northern region", count: 12 },
  { name: "李雷的团队", count: null },
  { name: "Ops\t\u001b[2J", count: 3_000 },
];
const asIs = (text: string): string => text;

it("aligns by what a terminal shows, also of wide signs", () => {
  expect(alignedTable(COLUMNS, ROWS, 100, asIs)).toEqual([
    "NAME                                              COUNT",
    "Perception training of the whole northern region     12",
    "李雷的团队                                            –",
    "Ops \\x1b[2J                                        3000",
  ]);
});

it.each([20, 40, 55, 200])("is never wider than %i columns", (width) => {
  for (const line of alignedTable(COLUMNS, ROWS, width, asIs))
    expect(stringWidth(line)).toBeLessThanOrEqual(width);
});

it("cuts a name, and never a number", () => {
  const lines = alignedTable(COLUMNS, ROWS, 20, asIs);
  expect(lines[1]).toBe("Perception t…     12");
  expect(clip("👩\u200d🔬👩\u200d🔬👩\u200d🔬", 5)).toBe("👩\u200d🔬👩\u200d🔬…");
});

it("gives programs a tab between cells, and everything", () => {
  expect(plainTable(COLUMNS, ROWS)).toEqual([
    "Perception training of the whole northern region\t12",
    "李雷的团队\t–",
    "Ops \\x1b[2J\t3000",
  ]);
});
