import { z } from "zod";
import { secretNameSchema, secretValueSchema } from "#lib/changes/schema.ts";
import { matchSchema } from "#lib/core/filter/schema.ts";
import { SECRET_FIELDS } from "#lib/directory/secrets/filter.ts";

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

/** Secrets of one rotation: their new values have to fit into one request. */
export const MAX_ROTATED = 1_000;
/** Characters that a request may have; the server takes a little more. */
export const MAX_REQUEST = 220_000;

const ids = z.array(z.string().min(1).max(64)).max(MAX_ROTATED);
export const chosenSecretsSchema = z.strictObject({
  /** Of one team; of all where absent. */
  teamId: z.string().min(1).max(64).optional(),
  ids: ids.min(1).optional(),
  except: ids.default([]),
  filter: matchSchema(SECRET_FIELDS),
});
export type ChosenSecretsAsked = z.input<typeof chosenSecretsSchema>;
export type ChosenSecrets = z.output<typeof chosenSecretsSchema>;
/** A secret that is to be rotated. */
export type ChosenSecret = { teamId: string; teamName: string; name: string };
