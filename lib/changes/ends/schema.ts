import { z } from "zod";

/** Nothing is given for longer than this with an end: whoever needs it for longer needs it without one. */
export const MAX_DAYS = 366;
const DAY_MINUTES = 24 * 60;
export const MAX_MINUTES = MAX_DAYS * DAY_MINUTES;

/**
 * When what a change gives ends: so long after it has begun, at a date and time by the clocks of a zone, or at an instant.
 * Whether a time is still to come, and a zone is one, is for the plan to say.
 */
export const untilSchema = z.union(
  [
    z.strictObject({
      minutes: z
        .number("Say how long")
        .int("Say how long in whole minutes")
        .min(1, "It has to last a minute at least")
        .max(MAX_MINUTES, "It may last a year at most"),
    }),
    z.strictObject({
      date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "Write the date as 2026-12-04"),
      time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Write the time as 18:00"),
      zone: z.string().min(1, "Choose a time zone").max(64, "This is no time zone"),
    }),
    z.strictObject({ at: z.iso.datetime({ offset: true, error: "This is no time" }) }),
  ],
  "Say when it ends",
);
export type Until = z.infer<typeof untilSchema>;
