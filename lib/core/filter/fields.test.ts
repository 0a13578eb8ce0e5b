import { describe, expect, it } from "vitest";
import {
  askedOf,
  id,
  oneOf,
  ordered,
  readFilter,
  search,
  whole,
  writeFilter,
} from "#lib/core/filter/fields.ts";
import { filterSchema, matchSchema, pagedSchema } from "#lib/core/filter/schema.ts";
import type { Conditions } from "#lib/store/db/conditions.ts";

const FIELDS = {
  q: search(),
  team: id(),
  age: whole(1, 99),
  due: oneOf(["due", "overdue"]),
  ...ordered(["name", "age", "team"], "name"),
};
const read = (search: string) => {
  const params = new URLSearchParams(search);
  return readFilter(FIELDS, (name) => params.get(name));
};
const DEFAULT = { q: "", sort: "name", dir: "asc" };

describe("the state in the address", () => {
  it("reads what is there, and defaults for the rest", () => {
    expect(read("q=a%26b&x=1")).toEqual({ ...DEFAULT, q: "a&b" });
    expect(read("sort=age&sort=team")).toEqual({ ...DEFAULT, sort: "age" });
    expect(read("team=t1&age=07&due=overdue&dir=desc")).toEqual({
      ...{ q: "", team: "t1", age: 7, due: "overdue", sort: "name", dir: "desc" },
    });
  });
  it("writes what differs from the default, and leaves what it does not know", () => {
    expect(writeFilter("x=1&q=old", FIELDS, { q: "n & m" })).toBe("x=1&q=n+%26+m");
    expect(writeFilter("q=old&sort=age", FIELDS, { q: "", sort: "name" })).toBe("");
    expect(writeFilter("", FIELDS, { sort: "age" })).toBe("sort=age");
  });
  it.each(["age=0", "age=100", "age=1e1", "age=+5", "age=", "due=late", "team=", `team=${"t".repeat(65)}`])(
    "takes nonsense for absent, there and on the server: %s",
    (text) => {
      expect(read(text)).toEqual(DEFAULT);
      const given = Object.fromEntries(new URLSearchParams(text));
      expect(filterSchema(FIELDS).parse(given)).toEqual(DEFAULT);
    },
  );
});

describe("a filter on the server", () => {
  it("reads as the browser does, of a parameter that is there twice too, and which rows", () => {
    expect(pagedSchema(FIELDS).parse({ sort: ["age", "team"], age: 7, offset: "200", limit: "0" })).toEqual({
      ...{ ...DEFAULT, sort: "age", age: 7, offset: 200, limit: 100 },
    });
  });
  it("says what it asks for without order and place", () => {
    const filter = pagedSchema(FIELDS).parse({ due: "due", sort: "age", offset: "5" });
    expect(askedOf(filter)).toEqual({ due: "due" });
  });
});

describe("what a change is chosen by", () => {
  const schema = matchSchema(FIELDS);
  it("takes the fields, and order for nothing", () => {
    expect(schema.parse({ age: 7, q: "n", sort: "age" })).toMatchObject({ age: 7, q: "n" });
    expect(schema.parse(undefined)).toMatchObject({ q: "" });
  });
  it.each([
    ["age", 1000],
    ["due", "late"],
    ["teem", "t1"],
    ["constructor", "x"],
    ["toString", "x"],
  ])("refuses nonsense, which would choose more: %s = %s", (name, value) => {
    expect(schema.safeParse({ [name]: value }).success).toBe(false);
  });
});

describe("the conditions of a filter", () => {
  it("do not compile without one for each field", () => {
    const none = () => undefined;
    const all: Conditions<ReturnType<typeof read>> = { q: none, team: none, age: none, due: none };
    // @ts-expect-error: `due` has no SQL.
    const some: Conditions<ReturnType<typeof read>> = { q: none, team: none, age: none };
    expect(Object.keys(all)).toHaveLength(Object.keys(some).length + 1);
  });
});
