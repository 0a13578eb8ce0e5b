import "server-only";
import type { ACTIVITY_FIELDS, ActivityFilter } from "#lib/directory/activity/filter.ts";
import { toldWith } from "#lib/directory/activity/told.ts";
import { actionsToldWith } from "#lib/directory/activity/words.ts";
import type { ObservationFilter } from "#lib/directory/feed/data.ts";
import type { EventFilter, Told } from "#lib/store/audit/data.ts";

const DAY_MS = 86_400_000;

/** What each field asks of a store; "none": nothing in it can match. A field without its line does not compile. */
type Asked<Store> = {
  readonly [Name in keyof typeof ACTIVITY_FIELDS]: (
    value: NonNullable<ActivityFilter[Name]>,
    nowMs: number,
  ) => Partial<Store> | "none";
};

const OF_BOTH = {
  q: (q: string) => ({ q }),
  days: (days: number, nowMs: number) => ({ from: new Date(nowMs - days * DAY_MS).toISOString() }),
  team: (teamId: string) => ({ teamId }),
  vendor: (vendor: NonNullable<ActivityFilter["vendor"]>) => ({ vendor }),
};
/** How the page tells events: nobody searches for what it does not show. */
const told = (word: string): Told => {
  const { verbs, outcomes } = toldWith(word);
  return { actions: actionsToldWith(word), titles: verbs.map((verb) => verb.toLowerCase()), outcomes };
};
const OF_LOG: Asked<EventFilter> = {
  ...OF_BOTH,
  q: (q: string) => ({ q, told }),
  who: (actor) => ({ actor }),
  token: (tokenId) => ({ tokenId }),
  what: (action) => ({ action }),
  outcome: (outcome) => (outcome === "seen" ? "none" : { outcome }),
  source: (source) => (source === "outside" ? "none" : {}),
};
const OF_SYNCS: Asked<ObservationFilter> = {
  ...OF_BOTH,
  who: () => "none",
  token: () => "none",
  what: (about) => ({ about }),
  outcome: (outcome) => (outcome === "seen" ? {} : "none"),
  source: (source) => (source === "inside" ? "none" : {}),
};

function partOf<Store>(
  asked: Asked<Store>,
  filter: ActivityFilter,
  nowMs: number,
): Partial<Store> | undefined {
  let part: Partial<Store> = {};
  for (const name of Object.keys(asked) as (keyof Asked<Store>)[]) {
    const value = filter[name];
    if (value === undefined || value === "") continue;
    const more = asked[name](value as never, nowMs);
    if (more === "none") return undefined;
    part = { ...part, ...more };
  }
  return part;
}

/** The part of the filter that the audit log answers; undefined when nothing of it can match. */
export const partOfLog = (filter: ActivityFilter, nowMs: number): EventFilter | undefined =>
  partOf(OF_LOG, filter, nowMs);

/** The part that what syncs saw answers; undefined when nothing of it can match. */
export const partOfSyncs = (filter: ActivityFilter, nowMs: number): ObservationFilter | undefined =>
  partOf(OF_SYNCS, filter, nowMs);
