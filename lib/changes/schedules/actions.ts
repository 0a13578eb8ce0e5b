"use server";

import { revalidatePath } from "next/cache";
import { action } from "#lib/access/action/client.ts";
import { actorOf } from "#lib/access/auth/actor.ts";
import { requireStepUpFor } from "#lib/access/auth/step-up.ts";
import { requireConnection } from "#lib/access/grants/check.ts";
import { cancelSchedule, moveSchedule } from "./control.ts";
import { deleteWithWaiting } from "./falls.ts";
import { runNow } from "./run-now.ts";
import { deleteConnectionSchema, moveScheduleSchema, runScheduleSchema, scheduleIdSchema } from "./schema.ts";

const again = () => revalidatePath("/activity", "layout");

/** Deletes a connection with what waits on it. See `deleteWithWaiting`. */
export const deleteConnectionAction = action
  .metadata({ permission: "connection.delete" })
  .inputSchema(deleteConnectionSchema)
  .action(async ({ parsedInput: { id, falls }, ctx }) => {
    requireConnection(ctx.viewer, id);
    await deleteWithWaiting(actorOf(ctx.viewer), id, falls);
    return { id };
  });

/** Gives what waits another time. Throws INVALID_INPUT, CONFLICT, NOT_FOUND. */
export const moveScheduleAction = action
  .metadata({ permission: "batch.control" })
  .inputSchema(moveScheduleSchema)
  .action(async ({ parsedInput: { id, at }, ctx }) => {
    const moved = await moveSchedule(ctx.viewer, id, at);
    again();
    return moved;
  });

/** Gives up what waits. Throws CONFLICT, NOT_FOUND. */
export const cancelScheduleAction = action
  .metadata({ permission: "batch.control" })
  .inputSchema(scheduleIdSchema)
  .action(async ({ parsedInput: { id }, ctx }) => {
    await cancelSchedule(ctx.viewer, id);
    again();
    return { id };
  });

/** Runs what waits at once; "changed" where the plan is another one by now. See `runNow`. */
export const runScheduleAction = action
  .metadata({ permission: "batch.control" })
  .inputSchema(runScheduleSchema)
  .action(async ({ parsedInput: { id, planDigest }, ctx }) => {
    const answer = await runNow(ctx.viewer, id, planDigest, (changes, tx) =>
      requireStepUpFor(ctx.viewer, changes, tx),
    );
    again();
    return answer;
  });
