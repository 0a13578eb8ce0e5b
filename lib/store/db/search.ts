import "server-only";
import { type OrderByItemBuilder, type RawBuilder, type SqlBool, sql } from "kysely";
import { textKey } from "./text-key.ts";

const MAX_WORDS = 8;

/** `text` as a LIKE pattern that finds it anywhere, with LIKE's own signs taken literally. */
const anywhere = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

/** Whether a key column (made by `textKey`) holds this text. */
export const contains = (column: string, text: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`${sql.ref(column)} like ${anywhere(text)} escape '\\'`;

/**
 * Whether a key column (made by `textKey`) holds every word of what somebody typed, in any order; true for nothing
 * typed. Give the column as in a query: `containsWords("members.search_key", q)`. `or`: what a word may be found by besides.
 */
export function containsWords(
  column: string,
  typed: string,
  or: (word: string) => readonly RawBuilder<SqlBool>[] = () => [],
): RawBuilder<SqlBool> {
  const words = textKey(typed).split(" ").filter(Boolean).slice(0, MAX_WORDS);
  if (words.length === 0) return sql<SqlBool>`1 = 1`;
  const found = words.map((word) => sql`(${sql.join([contains(column, word), ...or(word)], sql` or `)})`);
  return sql<SqlBool>`(${sql.join(found, sql` and `)})`;
}

/**
 * Order of a column that may be null: nulls are the smallest on both databases, as their indexes have them.
 * `query.orderBy("joined_at", nullsSmallest("desc"))`. Columns that are never null need no more than a direction.
 */
export const nullsSmallest =
  (direction: "asc" | "desc") =>
  (column: OrderByItemBuilder): OrderByItemBuilder =>
    direction === "asc" ? column.asc().nullsFirst() : column.desc().nullsLast();
