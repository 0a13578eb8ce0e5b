import { grouped } from "#lib/core/grouped.ts";

/** A token's rights as one phrase: "Admin of the team, can list members". */
export const rightsWords = (rights: readonly string[]): string =>
  rights
    .map((right, index) => (index === 0 ? right : `${right.slice(0, 1).toLowerCase()}${right.slice(1)}`))
    .join(", ");

/** What could not be read although the token works. */
export const unreadWords = (lists: number): string =>
  lists === 1 ? "1 list could not be read" : `${grouped(lists)} lists could not be read`;
