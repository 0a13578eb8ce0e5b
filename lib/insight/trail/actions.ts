"use server";
import { action } from "#lib/access/action/client.ts";
import { actorOf } from "#lib/access/auth/actor.ts";
import { erasePerson } from "#lib/directory/people/erase-person.ts";
import { erasePersonSchema, eraseUserSchema } from "#lib/insight/trail/schema.ts";
import { startCheck } from "#lib/store/audit/check.ts";
import { eraseUser } from "#lib/store/audit/erase-user.ts";
import { makeCheckpoint } from "#lib/store/audit/keep-checkpoint.ts";

/** Begins to verify the log, or joins a verification that runs; its progress is read by the page. */
export const verifyLogAction = action
  .metadata({ permission: "audit.verify" })
  .action(async ({ ctx }) => ({ id: await startCheck(actorOf(ctx.viewer)) }));

export const makeCheckpointAction = action
  .metadata({ permission: "audit.checkpoint" })
  .action(async ({ ctx }) => makeCheckpoint(actorOf(ctx.viewer)));

/** Erases what the log says of a person by name and address. */
export const erasePersonAction = action
  .metadata({ permission: "audit.erase" })
  .inputSchema(erasePersonSchema)
  .action(async ({ parsedInput: { personId }, ctx }) => erasePerson(personId, actorOf(ctx.viewer)));

/** The same for a disabled user of Rollcall, whose account loses its name and address too. */
export const eraseUserAction = action
  .metadata({ permission: "audit.erase" })
  .inputSchema(eraseUserSchema)
  .action(async ({ parsedInput: { userId }, ctx }) => eraseUser(userId, actorOf(ctx.viewer)));
