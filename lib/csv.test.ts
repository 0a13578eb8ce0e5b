import { describe, expect, it } from "vitest";
import { csvCell, csvLine } from "./csv.ts";

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
  it("ends a line as RFC 4180 has it", () => {
    expect(csvLine(["a", undefined, 1, true])).toBe("a,,1,true\r\n");
  });
});
