import { describe, expect, it } from "vitest";
import { assertOwnOrigin, isOwnOrigin } from "./origin.ts";

const OWN = "https://rollcall.example";
const from = (origin: string | undefined, host = "rollcall.example"): Headers =>
  new Headers({ host, ...(origin === undefined ? {} : { origin }) });

describe("the origin of a writing request", () => {
  it("is ours when it is the origin that people use", () => {
    expect(isOwnOrigin(from(OWN, "127.0.0.1:3000"), OWN)).toBe(true);
  });

  it("is ours when it is the host that was asked", () => {
    expect(isOwnOrigin(from("http://localhost:3000", "localhost:3000"), OWN)).toBe(true);
  });

  it.each([
    ["missing", undefined],
    ["empty", ""],
    ["null", "null"],
    ["a stranger's", "https://evil.example"],
    ["a sibling's", "https://wiki.rollcall.example"],
    ["a parent's", "https://example"],
    ["one that ends alike", "https://evilrollcall.example"],
    ["another port's", "https://rollcall.example:8443"],
    ["our name's without encryption", "http://rollcall.example"],
    ["a file's", "file://"],
    ["no address at all", "rollcall.example"],
  ])("is not ours when it is %s", (_, origin) => {
    expect(isOwnOrigin(from(origin), OWN)).toBe(false);
    expect(() => assertOwnOrigin(from(origin), OWN)).toThrow(/FORBIDDEN/);
  });
});
