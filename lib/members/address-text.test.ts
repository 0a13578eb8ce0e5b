import { describe, expect, it } from "vitest";
import { splitAddresses } from "#lib/members/address-text.ts";

describe("splitAddresses", () => {
  it("takes lines, commas and semicolons, and addresses out of angle brackets", () => {
    expect(splitAddresses("a@x.example\r\nNoor Haddad <noor@x.example>; u_1 ,\n\n b@x.example ")).toEqual([
      "a@x.example",
      "noor@x.example",
      "u_1",
      "b@x.example",
    ]);
  });
  it("finds nothing in blanks", () => {
    expect(splitAddresses(" \n;,\t")).toEqual([]);
  });
});
