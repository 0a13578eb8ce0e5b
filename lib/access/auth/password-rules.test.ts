import { describe, expect, it } from "vitest";
import { parseEnv, replaceEnv } from "#lib/core/env.ts";
import { newPasswordSchema, normalizePassword } from "./password-rules.ts";
import { passwordProblem } from "./password-strength.ts";

replaceEnv(parseEnv({ ROLLCALL_URL: "https://teams.halden.example" }));
const ADA = { email: "ada.lovelace@example.com", name: "Ada Lovelace" };

describe("a new password", () => {
  it.each([
    "correct horse battery",
    "zwölf Boxkämpfer",
    "パスワードはこれです！！",
    "x7$Kq!pL2vQ9",
    "a b c d e f g",
  ])("may be %s", (password) => {
    expect(passwordProblem(password, ADA)).toBeUndefined();
    expect(newPasswordSchema.safeParse(password).success).toBe(true);
  });

  it.each(["", "short", "elevenchars", "👍👍👍👍👍", "x".repeat(257)])(
    "may not be %j: its length",
    (password) => {
      expect(passwordProblem(password, ADA)).toMatch(/^Use at /);
      expect(newPasswordSchema.safeParse(password).success).toBe(false);
    },
  );

  it.each([
    "password1234",
    "P@SSW0RD!!!!",
    "Passw0rdPassw0rd1",
    "qwertyuiop12",
    "123456789012",
    "aaaaaaaaaaaa",
    "abababababab",
    "2024!2024!2024!",
    "abcdefghijkl",
    "zyxwvutsrqpo",
    "1qaz2wsx3edc",
    "sonyericsson",
    "iloveyou2024!",
    "rollcall-2026",
    "gitbook!!!!!!!",
    "halden123456",
  ])("may not be %s: anybody would try it", (password) =>
    expect(passwordProblem(password, ADA)).toMatch(/first passwords/),
  );

  it.each(["Ada.Lovelace@Example.com", "ada.lovelace", "L0velace1815!", "!!lovelace!!", "example12345"])(
    "may not be %s: it is the address or the name",
    (password) => expect(passwordProblem(password, ADA)).toMatch(/name and e-mail/),
  );

  it.each([
    "correct horse battery staple",
    "test-password-for-lovelace",
    "my rollcall passphrase",
    "admin of the north",
    "12 Uhr mittags 34",
  ])("may be %s: a common word with others of one's own", (password) =>
    expect(passwordProblem(password, ADA)).toBeUndefined(),
  );

  it("counts characters, and takes two ways of typing one for the same", () => {
    expect(passwordProblem("é".repeat(12), { email: "x@y.z" })).toMatch(/first passwords/);
    expect(normalizePassword("e\u0301")).toBe(normalizePassword("\u00e9"));
  });
});
