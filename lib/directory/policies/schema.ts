import { z } from "zod";
import { MAX_DAYS } from "#lib/directory/policies/constants.ts";

const daysSchema = z.coerce
  .number("Give a number of days")
  .int("Give whole days")
  .min(1, "At least 1 day")
  .max(MAX_DAYS, "At most 3,650 days");

/** A glob over secret names: `*` stands for any characters, `?` for one. Letter case does not matter. */
export const patternSchema = z
  .string()
  .trim()
  .max(128, "A pattern has at most 128 characters")
  .regex(/^[A-Za-z0-9_*?]*$/, "Letters, digits and _ only; * for any characters, ? for one");

export const createPolicySchema = z
  .strictObject({
    /** "" for all teams. */
    teamId: z.string().max(64),
    /** "" for all names. */
    pattern: patternSchema,
    days: daysSchema,
    /** Made once when the form opens: sent again, it is the same policy. */
    key: z.uuid().optional(),
  })
  .refine((policy) => policy.teamId !== "" || policy.pattern !== "", {
    path: ["pattern"],
    message: "Choose a team or give a pattern: the default is for all the rest",
  });
export const updatePolicySchema = z.strictObject({ id: z.string().min(1).max(64), days: daysSchema });
export const setTokenDaysSchema = z.strictObject({ days: daysSchema });
export const policyIdSchema = z.strictObject({ id: z.string().min(1).max(64) });

export type NewPolicy = Omit<z.infer<typeof createPolicySchema>, "key">;

/** One policy of the page, most specific first; the default is the last. */
export type PolicyRow = {
  id: string;
  teamId?: string;
  teamName?: string;
  pattern?: string;
  days: number;
  /** Secrets that it decides about. */
  secrets: number;
  due: number;
  overdue: number;
};
