import "server-only";
import type { ChangeKind } from "#lib/changes/kinds/kind.ts";
import type { Described } from "#lib/changes/types.ts";
import { tombstoneSecret } from "#lib/directory/secrets/mutations.ts";
import { inUse, presentSecret, secretKey } from "./secret-shared.ts";
import { isVendorCode, operation, plannedTeam, teamOf } from "./shared.ts";

export const secretDelete: ChangeKind<"secret.delete"> = {
  name: "secret.delete",
  supported: (capabilities) => capabilities.secrets,
  scope: ({ teamId }) => ({ teamId }),
  target: ({ teamId, name }) => secretKey(teamId, name),

  async plan(ctx) {
    const team = plannedTeam(ctx);
    const { name } = ctx.input;
    const key = secretKey(team.id, name);
    const secret = await presentSecret(ctx);
    const planned = ctx.expected.get(key);
    const described: Described = {
      title: `Delete the secret ${name} from ${team.name}`,
      subject: name,
      before: "Exists",
      after: "Deleted",
      harm: "removal",
      irreversible: true,
      calls: 1,
      expects: [[key, null]],
    };
    if (planned === null || (!secret && planned === undefined))
      return { ...described, calls: 0, skip: `${name} was already gone` };
    return secret !== "not-said" && secret?.inUse
      ? {
          ...described,
          harm: "typed",
          warnings: [inUse(name, "fails when it is deployed or restarted next")],
        }
      : described;
  },

  async apply(ctx) {
    const remove = operation(ctx.client.deleteSecret, "keep secrets");
    try {
      await remove(teamOf(ctx).vendorTeamId, ctx.input.name, { signal: ctx.signal });
      return { state: "done" };
    } catch (error) {
      if (isVendorCode(error, "VENDOR_NOT_FOUND")) return { state: "skipped", result: { gone: true } };
      throw error;
    }
  },

  async verify(ctx) {
    const get = operation(ctx.client.getSecret, "keep secrets");
    try {
      await get(teamOf(ctx).vendorTeamId, ctx.input.name, { signal: ctx.signal });
      return { is: "not-done" };
    } catch (error) {
      if (isVendorCode(error, "VENDOR_NOT_FOUND")) return { is: "done" };
      throw error;
    }
  },

  async settle(tx, ctx, _applied, touchedAt) {
    await tombstoneSecret(tx, teamOf(ctx).id, ctx.input.name, touchedAt);
    return undefined;
  },

  lists: ({ teamId }) => [{ of: "team", teamId, part: "secrets" }],

  never: () => "The value cannot be read, so the secret cannot be made again",

  phrases: ({ description: { subject, teamName } }) => ({
    claim: `${subject} was deleted from ${teamName}`,
    attempt: `delete ${subject} from ${teamName}`,
    skipped: `${subject} was already gone`,
  }),
};
