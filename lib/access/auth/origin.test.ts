import { describe, expect, it } from "vitest";
import { assertOwnOrigin, isOwnOrigin } from "./origin.ts";

const OWN = "https://rollcall.example";
const from = (origin: string | undefined, host = "rollcall.example"): Headers =>
  new Headers({ host, ...(origin === undefined ? {} : { origin }) });

describe("the origin of a writing request", () => {
  it("is ours when it is the origin that people use", () => {
    expect(isOwnOrigin(from(OWN, "127.0.0.1:3000"), OWN, true)).toBe(true);
  });

  it("is ours when it is the host that was asked, and nobody said which one people use", () => {
    expect(isOwnOrigin(from("http://rollcall.lan:3000", "rollcall.lan:3000"), OWN, false)).toBe(true);
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
    for (const isPinned of [true, false]) {
      expect(isOwnOrigin(from(origin), OWN, isPinned)).toBe(false);
      expect(() => assertOwnOrigin(from(origin), OWN, isPinned)).toThrow(/FORBIDDEN/);
    }
  });

  it("is not ours under a name that a stranger points at this server", () => {
    const rebound = from("http://evil.example:3000", "evil.example:3000");
    expect(isOwnOrigin(rebound, "http://127.0.0.1:3000", true)).toBe(false);
    expect(isOwnOrigin(from("http://10.0.0.9:3000", "10.0.0.9:3000"), OWN, true)).toBe(false);
  });

  it("is ours under this machine's other name for itself, on the same port", () => {
    const own = "http://127.0.0.1:3000";
    expect(isOwnOrigin(from("http://localhost:3000", "localhost:3000"), own, true)).toBe(true);
    expect(isOwnOrigin(from("http://localhost:4000", "localhost:4000"), own, true)).toBe(false);
    expect(isOwnOrigin(from("http://localhost:3000", "127.0.0.1:3000"), own, true)).toBe(false);
  });
});
