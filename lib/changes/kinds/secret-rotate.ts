import "server-only";
import type { ChangeKind } from "#lib/changes/kinds/kind.ts";
import { knownSecret } from "#lib/changes/kinds/refs.ts";
import type { Described } from "#lib/changes/types.ts";
import { daysSince } from "#lib/core/days-since.ts";
import { writeSecret } from "#lib/directory/secrets/mutations.ts";
import type { VendorSecret } from "#lib/vendors/port.ts";
import { givenValue, inUse, presentSecret, secretKey, settingOf } from "./secret-shared.ts";
import { notSaid, notThere, operation, plannedTeam, teamOf } from "./shared.ts";

export const secretRotate: ChangeKind<"secret.rotate"> = {
  name: "secret.rotate",
  supported: (capabilities) => capabilities.secrets,
  scope: ({ teamId }) => ({ teamId }),
  target: ({ teamId, name }) => secretKey(teamId, name),
  hasValue: true,
  resendBlindly: true,

  async plan(ctx) {
    const team = plannedTeam(ctx);
    const { name } = ctx.input;
    const words = { title: `Rotate the secret ${name} in ${team.name}`, subject: name };
    const key = secretKey(team.id, name);
    const planned = ctx.expected.get(key);
    const present = await presentSecret(ctx);
    if (planned === null || (!present && planned === undefined))
      return notThere(words, `${name} is not in ${team.name}`);
    if (present === "not-said" && planned === undefined)
      return notSaid(words, `${ctx.facts.name} does not say now whether ${name} is in ${team.name}`);
    const secret = present === "not-said" ? undefined : present;
    const described: Described = {
      ...words,
      before: "The present value",
      after: "A new value",
      ageDays: daysSince(secret?.modifiedAt ?? secret?.createdAt),
      irreversible: true,
      calls: 1,
    };
    return {
      ...described,
      warnings: [
        ...(secret?.inUse
          ? [inUse(name, "gets the new value when it is deployed or restarted next", secret.isNew)]
          : []),
        {
          code: "SHADOWED",
          text: "A project's or cluster's secret of the same name wins over the team's.",
          confirm: false,
        },
      ],
    };
  },

  async apply(ctx) {
    const update = operation(ctx.client.updateSecret, "keep secrets");
    const secret = await update(teamOf(ctx).vendorTeamId, ctx.input.name, givenValue(ctx.value), {
      signal: ctx.signal,
    });
    return { state: "done", patch: { secret } };
  },

  verify: async () => ({ is: "undecidable", reason: "A value cannot be read back" }),

  refusalReason: (code, { subject, teamName }) =>
    code === "VENDOR_NOT_FOUND" ? `${subject} is no longer in ${teamName}` : undefined,

  async settle(tx, ctx, applied, touchedAt) {
    const secret: VendorSecret = applied.patch?.secret ?? { name: ctx.input.name };
    const known = await knownSecret(teamOf(ctx).id, ctx.input.name, tx);
    // The vendor's answer to an update does not say whether a deployment uses it.
    const merged = {
      ...secret,
      inUse: secret.inUse ?? known?.inUse,
      createdAt: secret.createdAt ?? known?.createdAt,
      modifiedAt: secret.modifiedAt ?? touchedAt,
    };
    const setting = settingOf(ctx.value, touchedAt, applied.patch?.secret, true);
    await writeSecret(tx, teamOf(ctx), merged, { touchedAt }, setting);
    return undefined;
  },

  lists: ({ teamId }) => [{ of: "team", teamId, part: "secrets" }],

  never: () => "The value before cannot be read",

  phrases: ({ description: { subject, teamName } }) => ({
    claim: `${subject} was rotated in ${teamName}`,
    attempt: `rotate ${subject} in ${teamName}`,
    skipped: `${subject} was left as it is`,
  }),
};
