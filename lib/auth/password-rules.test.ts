import { describe, expect, it } from "vitest";
import { newPasswordSchema, normalizePassword, passwordProblem } from "./password-rules.ts";

describe("a new password", () => {
  it.each([
    "correct horse battery",
    "zwölf Boxkämpfer",
    "パスワードはこれです！！",
    "x7$Kq!pL2v",
    "a b c d e f g",
  ])("may be %s", (password) => {
    expect(passwordProblem(password, "ada@example.com")).toBeUndefined();
    expect(newPasswordSchema.safeParse(password).success).toBe(true);
  });

  it.each(["", "short", "ninechars", "👍👍👍👍👍", "x".repeat(257)])(
    "may not be %j: its length",
    (password) => {
      expect(passwordProblem(password, "ada@example.com")).toMatch(/^Use at /);
      expect(newPasswordSchema.safeParse(password).success).toBe(false);
    },
  );

  it.each([
    "password123",
    "PASSWORD123",
    "qwertyuiop",
    "1234567890",
    "aaaaaaaaaaaa",
    "abcdefghijkl",
    "zyxwvutsrq",
  ])("may not be %s: anybody would try it", (password) =>
    expect(passwordProblem(password, "ada@example.com")).toMatch(/first passwords/),
  );

  it("may not be the address or its first half", () => {
    expect(passwordProblem("Ada.Lovelace@Example.com", "ada.lovelace@example.com")).toMatch(/address/);
    expect(passwordProblem("ada.lovelace", "ada.lovelace@example.com")).toMatch(/address/);
  });

  it("counts characters, and takes two ways of typing one for the same", () => {
    expect(passwordProblem("é".repeat(10), "x@y.z")).toMatch(/first passwords/);
    expect(normalizePassword("e\u0301")).toBe(normalizePassword("\u00e9"));
  });
});
