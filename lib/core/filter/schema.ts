import { z } from "zod";
import { type Fields, type FilterOf, type MatchOf, readFilter } from "#lib/core/filter/fields.ts";

/** Of a parameter that is there several times the first one counts, as in the browser. */
const textOf = (given: unknown): string | undefined => {
  const value = Array.isArray(given) ? given[0] : given;
  return typeof value === "string" || typeof value === "number" ? `${value}` : undefined;
};

/** A filter as an address has it: nonsense counts as absent. */
export const filterSchema = <F extends Fields>(fields: F) =>
  z.looseObject({}).transform((given) => readFilter(fields, (name) => textOf(given[name])));

/** The same with which rows of the list are wanted. */
export const pagedSchema = <F extends Fields>(fields: F) =>
  z
    .looseObject({
      offset: z.coerce.number().int().min(0).catch(0).default(0),
      limit: z.coerce.number().int().min(1).max(200).catch(100).default(100),
    })
    .transform(({ offset, limit, ...given }) => ({
      ...readFilter(fields, (name) => textOf(given[name])),
      offset,
      limit,
    }));

/**
 * What a change is chosen by. Nonsense is refused here: taken as absent it would choose more rows than whoever asked has
 * seen.
 */
export const matchSchema = <F extends Fields>(fields: F) =>
  z
    .record(z.string(), z.union([z.string(), z.number()]))
    .default({})
    .transform((given, context): MatchOf<FilterOf<F>> => {
      for (const [name, value] of Object.entries(given)) {
        const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
        if (field?.read(`${value}`) === undefined) context.addIssue(`This filter is not known: ${name}`);
      }
      return readFilter(fields, (name) => textOf(given[name]));
    });
