import "server-only";
import type { PlanContext } from "#lib/changes/kinds/kind.ts";
import { knownSecret } from "#lib/changes/kinds/refs.ts";
import { operation, plannedTeam } from "#lib/changes/kinds/shared.ts";
import type { PlanWarning } from "#lib/changes/schema.ts";
import { AppError } from "#lib/core/errors.ts";
import { fingerprintOf } from "#lib/directory/secrets/fingerprint.ts";
import type { OurSetting } from "#lib/directory/secrets/mutations.ts";
import type { VendorSecret } from "#lib/vendors/port.ts";

/** What a secret's changes are about. */
export const secretKey = (teamId: string, name: string): string => `secret:${teamId}:${name}`;

/** A secret by our copy; by the vendor where our copy does not know it, for it may be newer than that. */
export async function presentSecret(
  ctx: PlanContext<"secret.rotate" | "secret.delete">,
): Promise<Pick<VendorSecret, "inUse" | "createdAt" | "modifiedAt"> | undefined> {
  const { id, vendorTeamId } = plannedTeam(ctx);
  const { name } = ctx.input;
  const known = await knownSecret(id, name);
  return (
    known ??
    ctx.ask?.vendor((client, signal) =>
      operation(client.getSecret, "keep secrets")(vendorTeamId, name, { signal }),
    )
  );
}

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
