import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { type Field, type Fields, type FilterOf, readFilter } from "#lib/core/filter/fields.ts";

const LONGEST = 600;

/** Digits in an address, a number in JSON. */
const wholeBetween = ([least, most]: readonly [number, number]) =>
  z
    .union([z.string().regex(/^\d{1,6}$/), z.number()], "Give a whole number")
    .transform(Number)
    .pipe(z.number().int().min(least).max(most));

function parameter(field: Field): z.ZodType<string | number | undefined> {
  if (field.range) return wholeBetween(field.range).optional();
  const text = field.words ? z.enum(field.words) : z.string().min(1).max(LONGEST);
  return text.refine((given) => field.read(given) !== undefined, "This is not possible here").optional();
}

/** Which rows of a list: `next` of the page before, and how many. */
export const PLACE = {
  cursor: z.string().min(1).max(LONGEST).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
};

function shapeOf(fields: Fields, without: readonly string[]): typeof PLACE {
  const kept = Object.entries(fields).filter(([name]) => !without.includes(name));
  return { ...Object.fromEntries(kept.map(([name, field]) => [name, parameter(field)])), ...PLACE };
}

/**
 * The parameters of a list: those of its filter, but for those that are left out, and its place. Nonsense, and names that it
 * does not know, are refused: taken as absent they would find more than whoever asks believes.
 */
export const listQuery = (fields: Fields, without: readonly string[] = []) =>
  z.object(shapeOf(fields, without)).strict();

/** The filter in a query that such a schema let through. */
export const filterIn = <F extends Fields>(fields: F, query: object): FilterOf<F> => {
  const given = new Map<string, unknown>(Object.entries(query));
  return readFilter(fields, (name) => {
    const text = given.get(name);
    return typeof text === "string" || typeof text === "number" ? String(text) : undefined;
  });
};

/** The query of a request, each name once. Throws INVALID_INPUT. */
export function textsOf(params: URLSearchParams): Record<string, string> {
  const fields = new Map<string, string[]>();
  for (const name of new Set(params.keys())) {
    const given = params.getAll(name);
    if (given.length > 1) fields.set(name, ["Give this once"]);
    else if (given.some((text) => text.includes("\0"))) fields.set(name, ["This is not possible here"]);
  }
  if (fields.size > 0) throw new AppError("INVALID_INPUT", { fields: Object.fromEntries(fields) });
  // A name like "__proto__" stays a name.
  return Object.fromEntries(params);
}

/** A query against its schema: names that it does not know are refused by name. Throws INVALID_INPUT. */
export function parseQuery<S extends z.ZodObject>(schema: S, params: URLSearchParams): z.output<S> {
  const texts = textsOf(params);
  const unknown = Object.keys(texts).filter((name) => !Object.hasOwn(schema.shape, name));
  if (unknown.length > 0)
    throw new AppError("INVALID_INPUT", {
      reason:
        `There is no such parameter here: ${unknown.map((name) => JSON.stringify(name.slice(0, 60))).join(", ")}`.slice(
          0,
          280,
        ),
      fields: Object.fromEntries(unknown.map((name) => [name, ["There is no such parameter here"]])),
    });
  return schema.parse(texts);
}
