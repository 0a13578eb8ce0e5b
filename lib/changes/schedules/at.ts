import { z } from "zod";

/** A date, a time of day, and the zone whose clocks show them. What is none is said by its field. */
export const atSchema = z.strictObject({
  date: z.string().max(40),
  time: z.string().max(40),
  zone: z.string().max(80),
});
export type At = z.infer<typeof atSchema>;
