import { z } from "zod";
import { secretNameSchema, secretValueSchema } from "#lib/changes/schema.ts";

export const MAX_TEAMS = 50;
/** What one comparison may carry; more goes in several. */
export const MAX_COMPARED = 200;

export const compareValuesSchema = z.strictObject({
  teamIds: z.array(z.string().min(1).max(64)).min(1).max(MAX_TEAMS),
  values: z
    .array(z.strictObject({ name: secretNameSchema, value: secretValueSchema }))
    .min(1)
    .max(MAX_COMPARED),
});
export type CompareValues = z.infer<typeof compareValuesSchema>;

/** new: there is no such secret. rotate: there is, with whatever value. same: Rollcall itself last set it to this value. */
export type ValueState = "new" | "rotate" | "same";
export type ComparedValue = { teamId: string; name: string; state: ValueState; inUse?: boolean };
