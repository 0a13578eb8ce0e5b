import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { KeyRingError, newKeyText, parseKeys } from "./keys.ts";

/** Looks random and is the same each time. */
const key = (id: string, byte: number): string =>
  `${id}:${createHash("sha256").update(`${byte}`).digest("base64")}`;
const bytes = (id: string, of: (index: number) => number): string =>
  `${id}:${Buffer.from(Array.from({ length: 32 }, (_, index) => of(index) % 256)).toString("base64")}`;

describe("parseKeys", () => {
  it("reads keys in their order, with commas or lines between", () => {
    expect(parseKeys(`${key("new", 7)},\n${key("old", 9)}\n`, "here").map(({ id }) => id)).toEqual([
      "new",
      "old",
    ]);
    expect(parseKeys(newKeyText(), "here")[0]?.bytes).toHaveLength(32);
  });

  it("reads base64url too", () => {
    expect(key("a", 2)).toMatch(/[+/]/);
    const text = key("a", 2).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    expect(parseKeys(text, "here")).toEqual(parseKeys(key("a", 2), "here"));
  });

  it.each([
    ["nothing", " ", /no key in it/],
    ["a key without an id", key("", 1), /id:base64/],
    ["only a key", key("", 1).slice(1), /id:base64/],
    ["a short key", `a:${Buffer.alloc(16, "x1").toString("base64")}`, /"a" has 16 bytes/],
    ["a long key", `a:${Buffer.alloc(33, "x1").toString("base64")}`, /"a" has 33 bytes/],
    ["an all-zero key", `a:${Buffer.alloc(32).toString("base64")}`, /same byte/],
    ["a repeated key", bytes("a", (index) => (index % 8) * 31), /"a" repeats itself/],
    ["a counting key", bytes("a", (index) => 7 + index * 3), /"a" only counts/],
    ["a passphrase", bytes("a", (index) => 65 + ((index * 7) % 26)), /"a" is readable text/],
    ["what is not base64", `a:${"*".repeat(44)}`, /"a" is not base64/],
    ["two keys of one id", `${key("a", 1)},${key("a", 2)}`, /two keys have the id "a"/],
    ["one key twice", `${key("a", 1)},${key("b", 1)}`, /"a" and "b" are the same key/],
  ])("refuses %s with the reason and without the key", (_what, text, reason) => {
    const refuse = () => parseKeys(text, "ROLLCALL_KEYS");
    expect(refuse).toThrow(KeyRingError);
    expect(refuse).toThrow(reason);
    for (const entry of text.split(",")) {
      const secret = entry.slice(entry.indexOf(":") + 1).trim();
      if (secret) expect(refuse).not.toThrow(secret);
    }
  });
});
