import "server-only";
import type { z } from "zod";
import { AppError } from "#lib/core/errors.ts";

/** Signs that no database takes. */
const isHeld = (_key: string, value: unknown): unknown => {
  if (typeof value === "string" && (value.includes("\0") || !value.isWellFormed()))
    throw new AppError("INVALID_INPUT", { reason: "A text has signs that no text may have" });
  return value;
};

/** What a tool was given, against its schema. Throws INVALID_INPUT, unknown names by name. */
export function argumentsIn<S extends z.ZodObject>(schema: S, given: unknown): z.output<S> {
  JSON.stringify(given, isHeld);
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const fields: Record<string, string[]> = {};
  for (const issue of read.error.issues) {
    const names = issue.code === "unrecognized_keys" ? issue.keys : [""];
    for (const name of names)
      fields[[...issue.path, ...(name === "" ? [] : [name])].join(".")] = [
        name === "" ? issue.message : "There is no such parameter here",
      ];
  }
  throw new AppError("INVALID_INPUT", { fields });
}
