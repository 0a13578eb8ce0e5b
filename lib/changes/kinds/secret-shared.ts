import "server-only";
import type { PlanContext } from "#lib/changes/kinds/kind.ts";
import { knownSecret } from "#lib/changes/kinds/refs.ts";
import { isVendorCode, operation, plannedTeam } from "#lib/changes/kinds/shared.ts";
import type { PlanWarning } from "#lib/changes/schema.ts";
import { AppError } from "#lib/core/errors.ts";
import { fingerprintOf } from "#lib/directory/secrets/fingerprint.ts";
import type { OurSetting } from "#lib/directory/secrets/mutations.ts";
import type { VendorSecret } from "#lib/vendors/port.ts";

/** What a secret's changes are about. */
export const secretKey = (teamId: string, name: string): string => `secret:${teamId}:${name}`;

type PresentSecret = Pick<VendorSecret, "inUse" | "createdAt" | "modifiedAt"> & { isNew: boolean };

/**
 * A secret by our copy; by the vendor where our copy does not know it, for it may be newer than that. "not-said": the vendor
 * was asked and did not answer; undefined: it is not there.
 */
export async function presentSecret(
  ctx: PlanContext<"secret.rotate" | "secret.delete">,
): Promise<PresentSecret | "not-said" | undefined> {
  const { id, vendorTeamId } = plannedTeam(ctx);
  const { name } = ctx.input;
  const known = await knownSecret(id, name);
  if (known) return { ...known, isNew: false };
  if (!ctx.ask) return undefined;
  const found = await ctx.ask.vendor((client, signal) =>
    operation(client.getSecret, "keep secrets")(vendorTeamId, name, { signal }).catch((error: unknown) => {
      if (isVendorCode(error, "VENDOR_NOT_FOUND")) return "absent" as const;
      throw error;
    }),
  );
  if (found === "absent") return undefined;
  return found ? { ...found, isNew: true } : "not-said";
}

/** The value of a change that is about to be sent. Throws VALUE_LOST. */
export function givenValue(value: string | undefined): string {
  if (value === undefined) throw new AppError("VALUE_LOST", { reason: "Give the value again" });
  return value;
}

/** The warning that a deployment uses a secret, and what that means for it. `isNew`: nobody can have seen it in a list. */
export const inUse = (name: string, consequence: string, isNew = false): PlanWarning => ({
  code: "IN_USE",
  text: `A deployment uses ${name}: it ${consequence}.`,
  confirm: isNew,
  own: true,
});

/** What is kept of a value that was just set: when, by both clocks, and its fingerprint. */
export const settingOf = (
  value: string | undefined,
  at: string,
  answered: VendorSecret | undefined,
  isRotation: boolean,
): OurSetting | undefined =>
  value === undefined
    ? undefined
    : { at, fingerprint: fingerprintOf(value), mark: answered?.modifiedAt, isRotation };
