import "server-only";
import type { Expression, SelectQueryBuilder, SqlBool } from "kysely";
import type { MatchOf } from "#lib/core/filter/fields.ts";

/**
 * What each field of a filter means in SQL. A field without its condition does not compile. A condition may look at other
 * fields, and at what was read before (`context`); undefined where another field says it.
 */
export type Conditions<Filter, Context = undefined> = {
  readonly [Name in keyof MatchOf<Filter>]-?: (
    value: NonNullable<Filter[Name & keyof Filter]>,
    context: Context,
    filter: MatchOf<Filter>,
  ) => Expression<SqlBool> | undefined;
};

/** A query with the conditions of the fields that are set; a search for blanks is not set. */
export function filtered<DB, TB extends keyof DB, O, Filter, Context = undefined>(
  query: SelectQueryBuilder<DB, TB, O>,
  conditions: Conditions<Filter, Context>,
  filter: MatchOf<Filter>,
  context: Context,
): SelectQueryBuilder<DB, TB, O> {
  let narrowed = query;
  for (const name of Object.keys(conditions) as (keyof MatchOf<Filter>)[]) {
    const value = filter[name];
    if (value === undefined || (typeof value === "string" && value.trim() === "")) continue;
    const condition = conditions[name](
      value as NonNullable<Filter[typeof name & keyof Filter]>,
      context,
      filter,
    );
    if (condition) narrowed = narrowed.where(condition);
  }
  return narrowed;
}
