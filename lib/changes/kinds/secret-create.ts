import "server-only";
import { effectsOf, takenLately } from "#lib/changes/kinds/effects.ts";
import type { ChangeKind } from "#lib/changes/kinds/kind.ts";
import { knownSecret } from "#lib/changes/kinds/refs.ts";
import type { Described } from "#lib/changes/types.ts";
import { writeSecret } from "#lib/directory/secrets/mutations.ts";
import type { VendorSecret } from "#lib/vendors/port.ts";
import { givenValue, secretKey, settingOf } from "./secret-shared.ts";
import { isVendorCode, madeSince, operation, plannedTeam, teamOf } from "./shared.ts";

export const secretCreate: ChangeKind<"secret.create"> = {
  name: "secret.create",
  sendsOnce: true,
  supported: (capabilities) => capabilities.secrets,
  scope: ({ teamId }) => ({ teamId }),
  target: ({ teamId, name }) => secretKey(teamId, name),
  hasValue: true,

  async plan(ctx) {
    const team = plannedTeam(ctx);
    const { name } = ctx.input;
    const key = secretKey(team.id, name);
    const planned = ctx.expected.get(key);
    const exists =
      planned === undefined ? (await knownSecret(team.id, name)) !== undefined : planned !== null;
    const replaces = planned === null || (await takenLately(ctx, "secret.delete")).has(key);
    const described: Described = {
      title: `Create the secret ${name} in ${team.name}`,
      subject: name,
      before: "No such secret",
      after: "Created",
      calls: 1,
      effects: effectsOf({ "secret.rotate": replaces ? 1 : 0 }),
      expects: [[key, "there"]],
    };
    return exists ? { ...described, calls: 0, refusal: existsRefusal(name) } : described;
  },

  async apply(ctx) {
    const create = operation(ctx.client.createSecret, "keep secrets");
    const secret = await create(teamOf(ctx).vendorTeamId, ctx.input.name, givenValue(ctx.value), {
      signal: ctx.signal,
    });
    return { state: "done", patch: { secret } };
  },

  async verify(ctx) {
    const get = operation(ctx.client.getSecret, "keep secrets");
    try {
      const secret = await get(teamOf(ctx).vendorTeamId, ctx.input.name, { signal: ctx.signal });
      const isOurs = madeSince(ctx, secret.createdAt);
      return isOurs
        ? { is: "done", patch: { secret } }
        : {
            is: "undecidable",
            reason: "A secret of this name exists; whether it is the new one cannot be read",
          };
    } catch (error) {
      if (isVendorCode(error, "VENDOR_NOT_FOUND")) return { is: "not-done" };
      throw error;
    }
  },

  refusalReason: (code, { subject }) =>
    code === "VENDOR_CONFLICT" ? existsRefusal(subject).reason : undefined,

  async settle(tx, ctx, applied, touchedAt) {
    const secret: VendorSecret = applied.patch?.secret ?? { name: ctx.input.name, createdAt: touchedAt };
    // A secret that was just made is attached to nothing, and the vendor's answer does not say.
    const setting = settingOf(ctx.value, touchedAt, applied.patch?.secret, false);
    await writeSecret(tx, teamOf(ctx), { ...secret, inUse: secret.inUse ?? false }, { touchedAt }, setting);
    return undefined;
  },

  lists: ({ teamId }) => [{ of: "team", teamId, part: "secrets" }],

  async inverse({ input }) {
    if (!(await knownSecret(input.teamId, input.name))) return { none: "The secret was deleted since" };
    return { kind: "secret.delete", input: { teamId: input.teamId, name: input.name } };
  },

  phrases: ({ description: { subject, teamName } }) => ({
    claim: `${subject} was created in ${teamName}`,
    attempt: `create ${subject} in ${teamName}`,
    skipped: `${subject} was already there`,
  }),
};

const existsRefusal = (name: string) => {
  const reason = `${name} already exists`;
  return { code: "VENDOR_CONFLICT" as const, reason, fields: { name: [reason] } };
};
