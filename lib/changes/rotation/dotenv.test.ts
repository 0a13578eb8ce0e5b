import { describe, expect, it } from "vitest";
import { parseDotenv } from "./dotenv.ts";

const values = (text: string): Record<string, string> =>
  Object.fromEntries(parseDotenv(text).entries.map(({ name, value }) => [name, value]));
const findings = (text: string): string[] =>
  parseDotenv(text).findings.map(({ line, text: words }) => `${line}: ${words}`);

describe("parsing an .env file", () => {
  it.each([
    ["plain", "A=one", "one"],
    ["blanks around", "  A =  one two  ", "one two"],
    ["export", "export A=one", "one"],
    ["export with more blanks", "\texport   A=one", "one"],
    ["= in the value", "A=b=c==", "b=c=="],
    ["a comment after it", "A=one # two", "one"],
    ["# without a blank", "A=one#two", "one#two"],
    ["single quotes", "A='one # \\n \"two\" $X'", 'one # \\n "two" $X'],
    ["double quotes", 'A="one # two"', "one # two"],
    ["escapes in double quotes", 'A="a\\nb\\tc\\r\\"\\\\ \\$ \\q"', 'a\nb\tc\r"\\ $ \\q'],
    ["a comment after the quotes", "A='one' # two", "one"],
    ["backticks", 'A=`it\'s "both"`', 'it\'s "both"'],
    ["several lines in double quotes", 'A="one\ntwo\n\nfour"', "one\ntwo\n\nfour"],
    [
      "several lines in single quotes",
      "A='-----BEGIN-----\nabc=\n-----END-----'",
      "-----BEGIN-----\nabc=\n-----END-----",
    ],
    ["a byte order mark", "\uFEFFA=one", "one"],
    ["Windows' line ends", "A=one\r\nB=two\r\n", "one"],
    ["old line ends", "A=one\rB=two", "one"],
    ["Windows' line ends in quotes", 'A="one\r\ntwo"', "one\ntwo"],
    ["a quote within a plain value", `A=it's`, "it's"],
    ["other scripts", "A=пароль 秘密", "пароль 秘密"],
    ["outer blanks kept by quotes", "A='  one  '", "  one  "],
  ])("%s", (_, text, value) => {
    expect(values(text).A).toBe(value);
    expect(parseDotenv(text).findings.filter(({ tone }) => tone === "error")).toEqual([]);
  });

  it("passes over comments and empty lines, and counts lines through quoted values", () => {
    const text = "# first\n\nA='one\ntwo'\n  # indented\nB=2\nnothing here\n";
    expect(parseDotenv(text).entries.map(({ name, line }) => `${name} ${line}`)).toEqual(["A 3", "B 6"]);
    expect(findings(text)).toEqual(["7: There is no = in this line"]);
  });

  it("lets the last of two count and says so", () => {
    expect(values("A=1\nB=2\nA=3")).toEqual({ A: "3", B: "2" });
    expect(findings("A=1\nB=2\nA=3")).toEqual(["1: A stands again in line 3: the last one counts"]);
  });

  it("takes names as names: __proto__ is not one, constructor is", () => {
    expect(findings("__proto__=1")).toEqual([
      "1: __proto__ is not a name: start with a letter; then letters, digits and _ only",
    ]);
    expect(parseDotenv("constructor=1\ntoString=2").entries).toHaveLength(2);
  });

  it.each([
    ["1ST=x", "1: 1ST is not a name: start with a letter; then letters, digits and _ only"],
    ["WITH-HYPHEN=x", "1: WITH-HYPHEN is not a name: start with a letter; then letters, digits and _ only"],
    ["=x", "1: An empty text is not a name: start with a letter; then letters, digits and _ only"],
    [`${"A".repeat(129)}=x`, "1: A name has at most 128 characters"],
    ["A=", "1: A has no value"],
    ["A=''", "1: A has no value"],
    [`A=${"x".repeat(8193)}`, "1: The value of A has more than 8,192 characters"],
    ["A=a\0b", "1: The value of A holds a NUL character"],
    ["A='one' two", "1: Something follows the closing quote of A"],
    ['A="one', "1: The quote of A is never closed"],
  ])("%s is a finding, and nothing of it is used", (text, finding) => {
    expect(findings(text)).toEqual([finding]);
    expect(parseDotenv(text).entries).toEqual([]);
  });

  it("goes on with the next line after a quote that is never closed", () => {
    expect(values('A="one\nB=two')).toEqual({ B: "two" });
  });

  it("takes the limits themselves, and references as they stand", () => {
    expect(values(`${"A".repeat(128)}=${"x".repeat(8192)}`)).toHaveProperty("A".repeat(128));
    expect(values('A="$HOME/x"').A).toBe("$HOME/x");
    expect(findings('A="$HOME/x"')).toEqual(["1: A holds a $ reference, which is taken as it stands"]);
    expect(findings("A='$HOME'")).toEqual([]);
  });

  it("says no value in any finding, whatever was broken", () => {
    const canary = "canary-9f3a77d1c2";
    const text = [
      `A='${canary}' ${canary}`,
      `${canary}-and-much-more-of-it=x`,
      `B="${canary}`,
      `no equals ${canary}`,
      `C=${canary.repeat(600)}`,
      `D=a\0${canary}`,
    ].join("\n");
    expect(findings(text).join("\n")).not.toContain(canary);
    expect(findings(text).length).toBeGreaterThanOrEqual(4);
  });

  it("stops at 1,000 names, and reads a megabyte of quotes and backslashes in no time", () => {
    const many = Array.from({ length: 1_001 }, (_, index) => `N${index}=x`).join("\n");
    expect(parseDotenv(many).entries).toHaveLength(1_000);
    expect(findings(many)).toEqual(["1001: From here on nothing is read: more than 1,000 names"]);
    const started = performance.now();
    parseDotenv(`A="${"\\".repeat(1_000_000)}`);
    parseDotenv("A='\n".repeat(1_000));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
