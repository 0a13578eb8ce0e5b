/** Names of a page's parameters, with the value each has when it is not in the address. */
export type UrlDefaults = Readonly<Record<string, string>>;

/** The values that an address holds; a name given twice counts once. */
export function readUrlState<Defaults extends UrlDefaults>(
  search: URLSearchParams,
  defaults: Defaults,
): { [Name in keyof Defaults]: string } {
  const entries = Object.entries(defaults).map(([name, value]) => [name, search.get(name) ?? value]);
  return Object.fromEntries(entries) as { [Name in keyof Defaults]: string };
}

/** The address's query with these values: what is as by default is left out, foreign parameters stay. */
export function writeUrlState(
  search: string,
  defaults: UrlDefaults,
  changes: Readonly<Record<string, string>>,
): string {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === (defaults[name] ?? "")) next.delete(name);
    else next.set(name, value);
  }
  return next.toString();
}
