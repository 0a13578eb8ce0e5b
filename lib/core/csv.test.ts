import { describe, expect, it } from "vitest";
import { csvCell, csvLine, unmarkedCell } from "./csv.ts";

describe("csvCell", () => {
  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1"])(
    "takes the formula out of %j",
    (text) => {
      expect(csvCell(text)).toBe(`"'${text}"`);
    },
  );
  it("quotes what CSV needs quoted and leaves the rest alone", () => {
    expect(csvCell('a "b", c')).toBe('"a ""b"", c"');
    expect(csvCell("two\nlines")).toBe('"two\nlines"');
    expect(csvCell("plain = text")).toBe("plain = text");
    expect(csvCell(-3)).toBe("-3");
  });
  it("escapes quotes inside a neutralized cell", () => {
    expect(csvCell('=HYPERLINK("http://x")')).toBe('"\'=HYPERLINK(""http://x"")"');
  });
  it.each([
    ["a;=1+1", `"a;'=1+1"`],
    ["a|+1", `"a|'+1"`],
    ["a\t@SUM(A1)", `"a\t'@SUM(A1)"`],
    ["a\n -1", `"a\n '-1"`],
    [" =1", `"' =1"`],
    ["a;b", '"a;b"'],
    ["a|b", '"a|b"'],
    ["a\tb", '"a\tb"'],
  ])("reckons with a spreadsheet that separates by another sign: %j", (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });
  it("gives text that is read back as it was, whatever marks it had", () => {
    const pieces = ["=", "'", ";", "|", "\t", "\n", " ", "-", "a", "@", '"'];
    for (const a of pieces)
      for (const b of pieces)
        for (const c of pieces)
          for (const d of pieces) {
            const text = a + b + c + d;
            const cell = csvCell(text);
            const bare =
              cell.startsWith('"') && cell !== text ? cell.slice(1, -1).replaceAll('""', '"') : cell;
            expect([text, unmarkedCell(bare)]).toEqual([text, text]);
          }
  });
  it("ends a line as RFC 4180 has it", () => {
    expect(csvLine(["a", undefined, 1, true])).toBe("a,,1,true\r\n");
  });
});
