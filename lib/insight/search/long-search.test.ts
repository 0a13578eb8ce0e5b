import { expect, it } from "vitest";
import { activityFilterSchema } from "#lib/directory/activity/schema.ts";
import { memberFilterSchema } from "#lib/directory/members/schema.ts";
import { personFilterSchema } from "#lib/directory/people/schema.ts";
import { secretFilterSchema } from "#lib/directory/secrets/schema.ts";
import { teamFilterSchema } from "#lib/directory/teams/schema.ts";
import { searchSchema } from "./schema.ts";

it.each([
  ["everything", searchSchema],
  ["members", memberFilterSchema],
  ["people", personFilterSchema],
  ["secrets", secretFilterSchema],
  ["teams", teamFilterSchema],
  ["the activity", activityFilterSchema],
])("takes a million characters for no search: %s", (_what, schema) => {
  expect(schema.parse({ q: "x".repeat(1_000_000) })).toMatchObject({ q: "" });
  expect(schema.parse({ q: "ana" })).toMatchObject({ q: "ana" });
});
