/** A filter as the query of one of Rollcall's GET routes; what is undefined or "" is left out. */
export function queryString(filter: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined && value !== "");
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}
