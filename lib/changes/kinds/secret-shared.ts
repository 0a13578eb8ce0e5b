import "server-only";
import type { PlanWarning } from "#lib/changes/schema.ts";
import { AppError } from "#lib/errors.ts";

/** What a secret's changes are about. */
export const secretKey = (teamId: string, name: string): string => `secret:${teamId}:${name}`;

/** The value of a change that is about to be sent. Throws VALUE_LOST. */
export function givenValue(value: string | undefined): string {
  if (value === undefined) throw new AppError("VALUE_LOST", { reason: "Give the value again" });
  return value;
}

/** The warning that a deployment uses a secret, and what that means for it. */
export const inUse = (name: string, consequence: string): PlanWarning => ({
  code: "IN_USE",
  text: `A deployment uses ${name}: it ${consequence}.`,
  confirm: false,
});
