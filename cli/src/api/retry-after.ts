/**
 * How long the server asks to wait, at least a quarter of a second; undefined where it does not say so readably. A date is
 * compared with the server's own clock: those two agree, whatever this machine's says.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const given = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}$/.test(given)) return Math.max(250, Number(given) * 1_000);
  const until = Date.parse(given);
  if (Number.isNaN(until)) return undefined;
  const theirs = Date.parse(headers.get("date") ?? "");
  return Math.max(250, until - (Number.isNaN(theirs) ? now : theirs));
}
