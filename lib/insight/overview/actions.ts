"use server";

import { revalidatePath } from "next/cache";
import { action } from "#lib/access/action/client.ts";
import { actorOf } from "#lib/access/auth/actor.ts";
import { hideFirstSteps, sayKeysKept } from "#lib/insight/overview/first-steps.ts";

export const hideFirstStepsAction = action.metadata({ permission: "setup.mark" }).action(async ({ ctx }) => {
  await hideFirstSteps(actorOf(ctx.viewer));
  revalidatePath("/");
});

export const sayKeysKeptAction = action.metadata({ permission: "setup.mark" }).action(async ({ ctx }) => {
  await sayKeysKept(actorOf(ctx.viewer));
  revalidatePath("/");
});
