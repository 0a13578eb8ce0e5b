import { describe, expect, it } from "vitest";
import { splitAddresses } from "#lib/directory/members/address-text.ts";

describe("splitAddresses", () => {
  it("takes lines, commas and semicolons, and addresses out of angle brackets", () => {
    expect(splitAddresses("a@x.example\r\nNoor Haddad <noor@x.example>; u_1 ,\n\n b@x.example ")).toEqual([
      "a@x.example",
      "noor@x.example",
      "u_1",
      "b@x.example",
    ]);
  });
  it("reads lists as the larger dialogs do: no address hides in another's name", () => {
    expect(
      splitAddresses("1. Noor <noor@x.io> Max <max@x.io>\n• lea@x.io；kim@x.io\n[Bo](mailto:bo@x.io)"),
    ).toEqual(["noor@x.io", "max@x.io", "lea@x.io", "kim@x.io", "bo@x.io"]);
    expect(splitAddresses("Haddad, Noor <noor@x.io>\nu_1, u_2\n\u200bmax@x.io.")).toEqual([
      "noor@x.io",
      "u_1",
      "u_2",
      "max@x.io",
    ]);
    expect(splitAddresses('"max@x.io" <noor@x.io>')).toEqual(['"max@x.io" <noor@x.io>']);
  });
  it("leaves whole what holds no address", () => {
    expect(splitAddresses("not an address@\nnot@an address\nnoor@x.io")).toEqual([
      "not an address@",
      "not@an address",
      "noor@x.io",
    ]);
  });
  it("finds nothing in blanks", () => {
    expect(splitAddresses(" \n;,\t")).toEqual([]);
  });
});
