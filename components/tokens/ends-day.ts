/** The day that a token ends on, in UTC: its limits count by it. */
export const ENDS_DAY = new Intl.DateTimeFormat("en", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
