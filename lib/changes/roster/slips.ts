import "server-only";
import type { RosterLine } from "#lib/changes/intake/parse-roster.ts";

/** Shorter names differ by one letter and are still two people's. */
const MIN_NAME = 3;
/** More unknown people of one domain, or of one name, are not compared letter by letter: that many are no slips. */
const MAX_COMPARED = 1_000;

/**
 * Finds, for a member whom no line names, a line about somebody unknown whose address is that member's with a slip: one
 * letter too many, missing, exchanged or other in the name, up to two in the domain, or the domain cut off. A digit that
 * differs is no slip: numbered names are different people's.
 */
export function slipFinder(strangers: readonly RosterLine[]): (key: string) => RosterLine | undefined {
  const byName = Map.groupBy(strangers, ({ key }) => partsOf(key ?? "").name);
  const byDomain = Map.groupBy(strangers, ({ key }) => partsOf(key ?? "").domain);
  return (key) => {
    const { name, domain } = partsOf(key);
    const named = byName.get(name) ?? [];
    const sameName =
      named.length > MAX_COMPARED
        ? undefined
        : named.find(({ key: other }) => isDomainSlip(partsOf(other ?? "").domain, domain));
    if (sameName || name.length < MIN_NAME) return sameName;
    const near = byDomain.get(domain) ?? [];
    if (near.length > MAX_COMPARED) return undefined;
    return near.find(({ key: other }) => isOneSlip(partsOf(other ?? "").name, name));
  };
}

const partsOf = (key: string): { name: string; domain: string } => {
  const at = key.lastIndexOf("@");
  return { name: key.slice(0, at), domain: key.slice(at + 1) };
};

const isDomainSlip = (typed: string, meant: string): boolean =>
  meant.startsWith(typed) || isOneSlip(typed, meant) || distance(typed, meant) <= 2;

/** One letter too many, missing or other, or two neighbours exchanged. */
function isOneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [restA, restB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (/\d/.test(restA + restB)) return false;
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restA === [...restB].toReversed().join("");
}

/** Letters to change, put in or take out; domains are short. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
