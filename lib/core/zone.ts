/** The cookie in which a browser says its time zone, so that pages come with the reader's own times in them. */
export const ZONE_COOKIE = "rollcall.zone";

/** The zone that a cookie names, or UTC where it names none. */
export function zoneOf(cookie: string | undefined): string {
  // An offset is no zone, and each of the thousands of them would have a format of its own kept.
  if (!cookie || cookie.length > 64 || /^[+-]/.test(cookie)) return "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: cookie }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
