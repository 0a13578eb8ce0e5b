import { z } from "zod";
import { isUsableId } from "./segments.ts";
import { cleanText, hasControl, TEXT_LIMITS } from "./text.ts";

/** Stands for a field that was missing or of another shape, so that one field and not the page is lost. */
export const MALFORMED: unique symbol = Symbol("malformed");
export type Lenient<T> = T | typeof MALFORMED;

/** A field that may be broken: its value, or MALFORMED. A constant, for with a function here zod compiles no row. */
export const lenient = <T>(schema: z.ZodType<T>) =>
  schema.catch(MALFORMED as never) as unknown as z.ZodType<Lenient<T>>;

/** An id that can stand in a path; a whole number is taken as its digits. A row without one is dropped. */
export const idSchema = z
  .union([z.string(), z.int().transform(String)])
  .refine(isUsableId, { error: "unusable id" });

export const nameSchema = z.string().transform((text) => cleanText(text, TEXT_LIMITS.name));
export const wordSchema = z
  .string()
  .transform((text) => cleanText(text, TEXT_LIMITS.role))
  .refine((text) => text !== "");
// An address is never shortened: cut, it would be somebody else's.
export const emailSchema = z
  .string()
  .transform((text) => text.toWellFormed().trim())
  .refine((text) => text !== "" && text.length <= TEXT_LIMITS.email && !hasControl(text));
/** An http(s) URL of at most 2,048 characters: `javascript:` and its kin are not one. */
export const urlSchema = z.string().refine((text) => {
  if (text.length > TEXT_LIMITS.url || hasControl(text) || !text.isWellFormed()) return false;
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
});
/** A date-time, as `toISOString()` writes it. Without an offset it is UTC. */
export const dateSchema = z.string().transform((text, context) => {
  const date = toIso(text);
  if (date === undefined) {
    context.addIssue("not a date");
    return z.NEVER;
  }
  return date;
});
export const countSchema = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
export const cursorSchema = z.union([z.string().max(8192), z.number().transform(String)]);

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** As `toISOString()` writes it, on a day that every month has. */
const ISO = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3])(?::[0-5]\d){2}\.\d{3}Z$/;

function toIso(text: string): string | undefined {
  if (ISO.test(text)) return text;
  const match = DATE.exec(text.trim());
  if (!match) return undefined;
  const [whole, year, month, day, zone] = match;
  const calendar = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  // The 31st of February would roll into March.
  if (calendar.getUTCMonth() !== Number(month) - 1 || calendar.getUTCDate() !== Number(day)) return undefined;
  const date = new Date(zone === undefined && whole.length > 10 ? `${whole}Z` : whole);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** Collects the names of the fields of one row that were broken. */
export class Problems {
  readonly names: string[] = [];

  /** The value, or undefined and a note that this field of ours was broken. */
  take<T>(field: string, value: Lenient<T>): T | undefined {
    if (value !== MALFORMED) return value as T;
    this.note(field);
    return undefined;
  }

  note(field: string): void {
    if (!this.names.includes(field)) this.names.push(field);
  }

  get list(): string[] | undefined {
    return this.names.length > 0 ? this.names : undefined;
  }
}

/** Row schemas as functions of their own, made with their first page: a sync's rows are parsed in a third of the time. */
const compiled = new WeakMap<z.ZodType, z.ZodType>();

function compile<Row>(schema: z.ZodType<Row>): z.ZodType<Row> {
  const known = compiled.get(schema) ?? z.compile(schema);
  compiled.set(schema, known);
  return known as z.ZodType<Row>;
}

/** Parses each row on its own: one without a usable id is left out and counted, the others live. */
export function parseRows<Row, Item>(
  rows: readonly unknown[],
  schema: z.ZodType<Row>,
  map: (row: Row) => Item,
): { items: Item[]; dropped: number } {
  const items: Item[] = [];
  const quick = compile(schema);
  for (const row of rows) {
    const parsed = quick.safeParse(row);
    if (parsed.success) items.push(map(parsed.data));
  }
  return { items, dropped: rows.length - items.length };
}
