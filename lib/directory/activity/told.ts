import type { ActivityOutcome } from "#lib/directory/activity/schema.ts";

/** The first words of the titles that kinds of changes give, and how they are told afterwards. */
export const PAST: Readonly<Record<string, string>> = {
  Add: "Added",
  Change: "Changed",
  Create: "Created",
  Delete: "Deleted",
  Give: "Gave",
  Invite: "Invited",
  Make: "Made",
  Remove: "Removed",
  Rename: "Renamed",
  Rotate: "Rotated",
};
/** What else an invitation does. */
const ALSO = ", and add to ";

/** How the title of a change goes on after these, which say how it ended. */
const ENDED = {
  failed: "Could not",
  unknown: "Tried to",
  running: "Began to",
  skipped: "Did not",
  cancelled: "Did not",
} as const;

/**
 * What a typed word, in small letters, may be of in a title as the log tells it: the verbs of titles that are told with it, and
 * how a change ended of which it is said.
 */
export function toldWith(word: string): { verbs: string[]; outcomes: (keyof typeof ENDED)[] } {
  const isIn = (words: string): boolean =>
    words
      .toLowerCase()
      .split(" ")
      .some((one) => one.includes(word));
  return {
    verbs: Object.keys(PAST).filter((verb) => isIn(PAST[verb] ?? "")),
    outcomes: (Object.keys(ENDED) as (keyof typeof ENDED)[]).filter((outcome) => isIn(ENDED[outcome])),
  };
}

function done(title: string, verb: string, rest: string): string {
  const past = PAST[verb];
  if (past === undefined) return title;
  const also = verb === "Invite" ? rest.lastIndexOf(ALSO) : -1;
  return also < 0
    ? `${past}${rest}`
    : `${past}${rest.slice(0, also)}, and added to ${rest.slice(also + ALSO.length)}`;
}

/**
 * A change's title as the log tells it: "Make Ana an admin of Docs" was "Made Ana an admin of Docs", or "Could not make Ana
 * an admin of Docs". `isRequested`: the vendor only asked its own admins. A title that begins otherwise stays as it is.
 */
export function told(title: string, outcome: ActivityOutcome, isRequested = false): string {
  const verb = /^[A-Z][a-z]+(?= )/.exec(title)?.[0] ?? "";
  const rest = title.slice(verb.length);
  if (PAST[verb] === undefined) return title;
  const plain = `${verb.toLowerCase()}${rest}`;
  switch (outcome) {
    case "done":
      return isRequested ? `Asked the vendor's admins to ${plain}` : done(title, verb, rest);
    case "seen":
      return title;
    default:
      return `${ENDED[outcome]} ${plain}`;
  }
}
