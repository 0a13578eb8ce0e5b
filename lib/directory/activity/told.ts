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
    case "failed":
      return `Could not ${plain}`;
    case "unknown":
      return `Tried to ${plain}`;
    case "running":
      return `Began to ${plain}`;
    case "skipped":
    case "cancelled":
      return `Did not ${plain}`;
    case "seen":
      return title;
  }
}
