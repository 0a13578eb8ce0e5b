import { z } from "zod";

/** A schema as JSON Schema has it, for what is sent or for what is read of it. */
export const jsonSchema = (schema: z.ZodType, io: "input" | "output") => {
  const { $schema: _dialect, ...made } = z.toJSONSchema(schema, {
    ...{ io, target: "draft-2020-12", unrepresentable: "any" },
    // What must not be there.
    override: ({ zodSchema, jsonSchema: made }) => {
      if (zodSchema._zod.def.type === "undefined") Object.assign(made, { not: {} });
    },
  });
  return made;
};
