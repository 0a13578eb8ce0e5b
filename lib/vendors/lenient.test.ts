import { expect, it } from "vitest";
import { z } from "zod";
import { orgMemberSchema, teamMemberSchema, teamSchema } from "#lib/vendors/gitbook/schema.ts";
import { MALFORMED, parseRows } from "#lib/vendors/lenient.ts";
import { memberSchema, secretSchema } from "#lib/vendors/paperspace/schema.ts";

const ROWS = { orgMemberSchema, teamMemberSchema, teamSchema, memberSchema, secretSchema };

it.each(Object.entries(ROWS))("has zod compile the rows of a list: %s", (_name, schema) => {
  expect(() => z.compile(schema as z.ZodType, { strict: true })).not.toThrow();
});

it("loses a broken field and not its row, and a row without an id", () => {
  const rows = [{ name: "a", dtCreated: "never" }, { dtCreated: "2026-12-01" }, null];
  const { items, dropped } = parseRows(rows, secretSchema, (row) => row);
  expect(items).toMatchObject([{ name: "a", dtCreated: MALFORMED, dtModified: MALFORMED }]);
  expect(dropped).toBe(2);
});
