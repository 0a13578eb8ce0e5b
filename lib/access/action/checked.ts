import type { ZodType, z } from "zod";
import type { FieldErrors } from "#lib/core/errors.ts";
import { fieldsOf } from "./zod-fields.ts";

type Checked<Data> = { data: Data; fields?: undefined } | { data?: undefined; fields: FieldErrors };

/**
 * What was typed, checked by the schema that the server checks it by: its data, or the complaints by field. For a form that
 * stands on a page: `load` brings the schema, and zod with it, when it is sent. If that cannot be loaded, `given` goes to the
 * server as it is, which checks it in any case.
 */
export async function checked<Schema extends ZodType>(
  load: () => Promise<Schema>,
  given: unknown,
): Promise<Checked<z.infer<Schema>>> {
  const schema = await load().catch(() => undefined);
  const parsed = schema?.safeParse(given);
  if (!parsed) return { data: given as z.infer<Schema> };
  return parsed.success ? { data: parsed.data } : { fields: fieldsOf(parsed.error) };
}
