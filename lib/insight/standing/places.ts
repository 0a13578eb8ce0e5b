import type { ListPart } from "#lib/directory/sync/lists.ts";
import type { Place } from "#lib/insight/standing/schema.ts";

/** The lists that stand behind each page: what it shows the age of, and what Refresh reads again. */
const PARTS: Record<Place, readonly ListPart[]> = {
  overview: ["teams", "members", "secrets"],
  teams: ["teams", "members"],
  people: ["teams", "members"],
  secrets: ["teams", "secrets"],
  elsewhere: ["teams", "members", "secrets"],
};
export const partsOf = (place: Place): readonly ListPart[] => PARTS[place];

/** The lists that looking at a page brings up to date, where they are old. */
const LOOKED_AT: Record<Place, readonly ListPart[]> = {
  overview: ["teams"],
  teams: ["teams"],
  people: ["teams", "members"],
  secrets: ["teams", "secrets"],
  elsewhere: [],
};
export const lookedAt = (place: Place): readonly ListPart[] => LOOKED_AT[place];
