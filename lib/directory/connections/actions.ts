"use server";

import { action } from "#lib/access/action/client.ts";
import { actorOf } from "#lib/access/auth/actor.ts";
import { requireConnection } from "#lib/access/grants/check.ts";
import { AppError } from "#lib/core/errors.ts";
import { idOfKey } from "#lib/core/ids.ts";
import { checkToken, resolveTarget } from "#lib/directory/connections/check.ts";
import {
  insertConnection,
  recordCheck,
  relabelConnection,
  targetNoun,
} from "#lib/directory/connections/mutations.ts";
import { noteFailure, openConnection } from "#lib/directory/connections/open.ts";
import {
  checkTokenSchema,
  connectionIdSchema,
  createConnectionSchema,
  relabelConnectionSchema,
  replaceTokenSchema,
} from "#lib/directory/connections/schema.ts";
import { syncConnection } from "#lib/directory/sync/look.ts";

/** Whose token it is and what it reaches; stores nothing. */
export const checkTokenAction = action
  .metadata({ permission: "connection.check" })
  .inputSchema(checkTokenSchema)
  .action(async ({ parsedInput }) => checkToken(parsedInput.vendor, parsedInput.token));

/** Checks the token again, stores it sealed and starts the first sync. */
export const createConnectionAction = action
  .metadata({ permission: "connection.create" })
  .inputSchema(createConnectionSchema)
  .action(async ({ parsedInput, ctx }) => {
    const check = await checkToken(parsedInput.vendor, parsedInput.token);
    const target = await resolveTarget(parsedInput.vendor, parsedInput.token, check, parsedInput.targetId);
    const id = await insertConnection(
      actorOf(ctx.viewer),
      parsedInput,
      check,
      target,
      idOfKey(ctx.viewer.userId, parsedInput.key),
    );
    await syncConnection(id);
    return { id, label: parsedInput.label };
  });

/** Asks the vendor about the stored token now, and syncs again if it works. */
export const recheckConnectionAction = action
  .metadata({ permission: "connection.check" })
  .inputSchema(connectionIdSchema)
  .action(async ({ parsedInput: { id }, ctx }) => {
    requireConnection(ctx.viewer, id);
    const { client, connection } = await openConnection(id);
    try {
      const check = await client.checkToken();
      const target = check.targets.find((one) => one.id === connection.targetId) ?? {
        id: connection.targetId,
        name: connection.targetName,
        namespace: connection.namespace,
        may: { view: true, manage: connection.mayManage },
        rights: ["Rights could not be read"],
      };
      await recordCheck(actorOf(ctx.viewer), id, check, target);
    } catch (error) {
      await noteFailure(id, error, "read");
      throw error;
    }
    await syncConnection(id);
    return { id };
  });

export const relabelConnectionAction = action
  .metadata({ permission: "connection.relabel" })
  .inputSchema(relabelConnectionSchema)
  .action(async ({ parsedInput, ctx }) => {
    requireConnection(ctx.viewer, parsedInput.id);
    await relabelConnection(actorOf(ctx.viewer), parsedInput.id, parsedInput.label);
    return parsedInput;
  });

/** Puts another token in place of the stored one, if it opens the same target. */
export const replaceTokenAction = action
  .metadata({ permission: "connection.replaceToken" })
  .inputSchema(replaceTokenSchema)
  .action(async ({ parsedInput: { id, token }, ctx }) => {
    requireConnection(ctx.viewer, id);
    const { connection } = await openConnection(id);
    const check = await checkToken(connection.vendor, token);
    const target = await resolveTarget(connection.vendor, token, check, connection.targetId).catch(
      (error) => {
        if (error instanceof AppError && error.code === "INVALID_INPUT") {
          const reason = `This token works, but does not open the ${targetNoun(connection.vendor)} ${connection.targetName}`;
          throw new AppError("INVALID_INPUT", { reason, fields: { token: [reason] } });
        }
        throw error;
      },
    );
    await recordCheck(actorOf(ctx.viewer), id, check, target, token);
    await syncConnection(id);
    return { id };
  });
