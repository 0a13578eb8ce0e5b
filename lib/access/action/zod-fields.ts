import type { ZodError } from "zod";
import type { FieldErrors } from "#lib/core/errors.ts";

/** A schema's complaints by field; nested ones as "a.b". */
export function fieldsOf(error: ZodError): FieldErrors {
  const fields = new Map<string, string[]>();
  for (const issue of error.issues) {
    const key = issue.path.map(String).join(".");
    fields.set(key, [...(fields.get(key) ?? []), issue.message]);
  }
  return Object.fromEntries(fields);
}
