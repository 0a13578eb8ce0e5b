import type { Place } from "#lib/insight/standing/schema.ts";

const PLACES: Record<string, Place> = {
  "/": "overview",
  "/teams": "teams",
  "/people": "people",
  "/secrets": "secrets",
};

/** Which of the pages over all teams an address is. */
export const placeOf = (pathname: string): Place => PLACES[pathname] ?? "elsewhere";
