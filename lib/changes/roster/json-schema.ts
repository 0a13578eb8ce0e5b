import { z } from "zod";
import { rosterFileSchema } from "#lib/changes/roster/schema.ts";

/** The JSON Schema of a roster as code, for editors: what Rollcall checks a roster by, in another spelling. */
export const rosterJsonSchema = () => ({
  ...z.toJSONSchema(rosterFileSchema, { io: "input", target: "draft-2020-12" }),
  title: "Rollcall roster",
  description: "Who is in which team. See docs/roster-as-code.md of Rollcall.",
});
