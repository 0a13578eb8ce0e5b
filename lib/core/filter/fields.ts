/** A field of a filter: how a text of the address is read, and what it is where the address has none, or nonsense. */
export type Field = {
  readonly read: (text: string) => string | number | undefined;
  readonly fallback?: string | number;
  /** All that it can be, where those are few. */
  readonly words?: readonly string[];
  /** Of a whole number: the least and the most. */
  readonly range?: readonly [number, number];
};

/**
 * A list's filter, said once. What the browser reads from the address and writes to it (`useFilter`), the schema of the
 * GET routes (`schema.ts`) and which SQL there must be (`Conditions`) come from it. A parameter is named as its field.
 */
export type Fields = Readonly<Record<string, Field>>;

type ValueOf<F extends Field> = NonNullable<ReturnType<F["read"]>>;
/** What is read of such fields: those with a fallback are always there. */
export type FilterOf<F extends Fields> = {
  [Name in keyof F as F[Name] extends { fallback: string | number } ? Name : never]: ValueOf<F[Name]>;
} & {
  [Name in keyof F as F[Name] extends { fallback: string | number } ? never : Name]?:
    | ValueOf<F[Name]>
    | undefined;
};

/** Which rows of the filtered list. */
export type Place = { offset: number; limit: number };
/** What a page is rendered with and its list asks for at a time: more than a usual screen shows. */
export const FIRST_ROWS: Place = { offset: 0, limit: 50 };
/** What of a filter says which rows match, without their order. */
export type MatchOf<Filter> = Omit<Filter, "sort" | "dir" | keyof Place>;

/** Words that are searched for; too many are none. */
export const search = (max = 200) => ({
  read: (text: string) => (text.length <= max ? text : undefined),
  fallback: "",
});

export const oneOf = <const Word extends string>(words: readonly Word[]) => ({
  words,
  read: (text: string) => words.find((word) => word === text),
});

/** Somebody's or something's id. */
export const id = (max = 64) => ({
  read: (text: string) => (text !== "" && text.length <= max ? text : undefined),
});

/** A whole number, in digits alone. */
export const whole = (least: number, most: number) => ({
  range: [least, most] as const,
  read: (text: string) => {
    const number = /^\d{1,6}$/.test(text) ? Number(text) : -1;
    return number >= least && number <= most ? number : undefined;
  },
});

/** By what a list is sorted, and which way. */
export const ordered = <const Sort extends string>(
  sorts: readonly Sort[],
  by: NoInfer<Sort>,
  direction: "asc" | "desc" = "asc",
) => ({
  sort: { ...oneOf(sorts), fallback: by },
  dir: { ...oneOf(["asc", "desc"]), fallback: direction },
});

/** What is chosen is ids one by one, or else all that match a filter. */
export const isIds = (chosen: readonly string[] | object): chosen is readonly string[] =>
  Array.isArray(chosen);

/** A filter from the texts that are given for its fields' names. */
export function readFilter<F extends Fields>(
  fields: F,
  given: (name: string) => string | null | undefined,
): FilterOf<F> {
  const entries = Object.entries(fields).flatMap(([name, { read, fallback }]) => {
    const text = given(name);
    const value = (typeof text === "string" ? read(text) : undefined) ?? fallback;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries) as FilterOf<F>;
}

/** The address's query with these values: what is as by default is left out, foreign parameters stay. */
export function writeFilter(
  query: string,
  fields: Fields,
  changes: Readonly<Record<string, string>>,
): string {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === (fields[name]?.fallback ?? "")) next.delete(name);
    else next.set(name, value);
  }
  return next.toString();
}

/** What a filter asks for, without order and place: to be sent, and as a key. Empty: all rows match. */
export function askedOf(filter: object): Record<string, string | number> {
  const {
    sort: _sort,
    dir: _dir,
    offset: _offset,
    limit: _limit,
    ...match
  } = filter as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(match).filter(
      (entry): entry is [string, string | number] => entry[1] !== undefined && entry[1] !== "",
    ),
  );
}
