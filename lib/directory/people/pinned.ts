/** The cookie of this browser in which somebody keeps which teams have the first columns. */
export const PINNED_COOKIE = "rollcall.columns";
/** As many as a wide window shows. */
export const MAX_PINNED = 12;

const ID = /^[\w-]{1,64}$/;

/** The ids of teams in the cookie; nonsense is left out, and nobody sees a team by it that they do not see. */
export const readPinned = (cookie: string | undefined): string[] =>
  [...new Set((cookie ?? "").split("."))].filter((id) => ID.test(id)).slice(0, MAX_PINNED);

/** What the browser keeps, for a year. */
export const pinnedCookie = (ids: readonly string[]): string =>
  `${PINNED_COOKIE}=${ids.slice(0, MAX_PINNED).join(".")}; path=/; max-age=${ids.length > 0 ? 31_536_000 : 0}; samesite=lax`;
