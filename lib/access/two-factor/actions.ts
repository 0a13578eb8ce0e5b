"use server";
import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { action } from "#lib/access/action/client.ts";
import { actorOf } from "#lib/access/auth/actor.ts";
import { requestOrigin } from "#lib/access/auth/request.ts";
import { userIdSchema } from "#lib/access/users/schema.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import {
  beginTwoFactor,
  confirmTwoFactor,
  renewRecoveryCodes,
  resetTwoFactor,
  turnOffTwoFactor,
} from "./mutations.ts";
import { codeSchema } from "./schema.ts";

const actor = async (viewer: Viewer) => actorOf(viewer, requestOrigin(await headers()).address);
const PROFILE = "/settings/profile";

/** A new secret for an app. Nothing is asked for yet. Throws CONFLICT. */
export const beginTwoFactorAction = action
  .metadata({ permission: "profile.twoFactor" })
  .action(({ ctx: { viewer } }) => beginTwoFactor(viewer));

/** Turns it on with the first code and answers the recovery codes. Throws INVALID_INPUT, CONFLICT. */
export const confirmTwoFactorAction = action
  .metadata({ permission: "profile.twoFactor" })
  .inputSchema(codeSchema)
  .action(async ({ parsedInput: { code }, ctx: { viewer } }) => ({
    codes: await confirmTwoFactor(viewer, await actor(viewer), code),
  }));

export const renewRecoveryCodesAction = action
  .metadata({ permission: "profile.twoFactor" })
  .action(async ({ ctx: { viewer } }) => {
    const codes = await renewRecoveryCodes(viewer, await actor(viewer));
    revalidatePath(PROFILE);
    return { codes };
  });

export const turnOffTwoFactorAction = action
  .metadata({ permission: "profile.twoFactor" })
  .action(async ({ ctx: { viewer } }) => {
    await turnOffTwoFactor(viewer, await actor(viewer));
    revalidatePath(PROFILE);
  });

export const resetTwoFactorAction = action
  .metadata({ permission: "user.resetTwoFactor" })
  .inputSchema(userIdSchema)
  .action(async ({ parsedInput: { userId }, ctx: { viewer } }) => {
    await resetTwoFactor(viewer, await actor(viewer), userId);
    revalidatePath("/settings/users");
  });
