"use server";
import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { action } from "#lib/access/action/client.ts";
import { formAction } from "#lib/access/action/form.ts";
import { actorOf } from "#lib/access/auth/actor.ts";
import { endSessionsAsAdmin } from "#lib/access/auth/end-sessions.ts";
import { inviteUser, revokeInvite } from "#lib/access/auth/invites.ts";
import { changePassword, endOwnSessions, makeResetLink } from "#lib/access/auth/passwords.ts";
import { requestOrigin } from "#lib/access/auth/request.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { setUserDisabled, setUserRole } from "./mutations.ts";
import {
  changePasswordSchema,
  inviteIdSchema,
  inviteUserSchema,
  sessionIdSchema,
  setUserDisabledSchema,
  setUserRoleSchema,
  setZoneSchema,
  userIdSchema,
  whichSessionsSchema,
} from "./schema.ts";
import { setZone } from "./zone.ts";

const actor = async (viewer: Viewer) => actorOf(viewer, requestOrigin(await headers()).address);
const USERS = "/settings/users";
const PROFILE = "/settings/profile";
const SESSIONS = "/settings/users/sessions";

export const inviteUserAction = action
  .metadata({ permission: "user.invite" })
  .inputSchema(inviteUserSchema)
  .action(async ({ parsedInput: { email, role, granted }, ctx: { viewer } }) => {
    const link = await inviteUser(viewer, await actor(viewer), email, role, granted);
    revalidatePath(USERS);
    return link;
  });

export const revokeInviteAction = action
  .metadata({ permission: "user.invite" })
  .inputSchema(inviteIdSchema)
  .action(async ({ parsedInput: { inviteId }, ctx: { viewer } }) => {
    await revokeInvite(viewer, inviteId);
    revalidatePath(USERS);
  });

/** Sets one's own time zone. Throws INVALID_INPUT for what is none. */
export const setZoneAction = action
  .metadata({ permission: "profile.setZone" })
  .inputSchema(setZoneSchema)
  .action(async ({ parsedInput: { zone }, ctx: { viewer } }) => {
    await setZone(viewer, zone);
    revalidatePath(PROFILE);
    return { zone };
  });

export const setUserRoleAction = action
  .metadata({ permission: "user.setRole" })
  .inputSchema(setUserRoleSchema)
  .action(async ({ parsedInput: { userId, role }, ctx: { viewer } }) => {
    await setUserRole(viewer, await actor(viewer), userId, role);
    revalidatePath(USERS);
  });

export const setUserDisabledAction = action
  .metadata({ permission: "user.disable" })
  .inputSchema(setUserDisabledSchema)
  .action(async ({ parsedInput: { userId, isDisabled }, ctx: { viewer } }) => {
    await setUserDisabled(viewer, await actor(viewer), userId, isDisabled);
    revalidatePath(USERS);
  });

export const resetPasswordAction = action
  .metadata({ permission: "user.resetPassword" })
  .inputSchema(userIdSchema)
  .action(async ({ parsedInput: { userId }, ctx: { viewer } }) =>
    makeResetLink(viewer, await actor(viewer), userId),
  );

export const changePasswordAction = formAction(
  { permission: "profile.changePassword", schema: changePasswordSchema, keep: [] },
  async (input, { viewer }) => {
    await changePassword(viewer, await actor(viewer), input);
    revalidatePath(PROFILE);
  },
);

export const endSessionAction = action
  .metadata({ permission: "profile.endSessions" })
  .inputSchema(sessionIdSchema)
  .action(async ({ parsedInput: { sessionId }, ctx: { viewer } }) => {
    const ended = await endOwnSessions(viewer, sessionId);
    revalidatePath(PROFILE);
    return { ended };
  });

export const endOtherSessionsAction = action
  .metadata({ permission: "profile.endSessions" })
  .action(async ({ ctx: { viewer } }) => {
    const ended = await endOwnSessions(viewer);
    revalidatePath(PROFILE);
    return { ended };
  });

/** Ends anybody's sessions; answers how many were live. One's own, which asks, goes on but by its id. */
export const endSessionsAction = action
  .metadata({ permission: "session.end" })
  .inputSchema(whichSessionsSchema)
  .action(async ({ parsedInput, ctx: { viewer } }) => {
    const ended = await endSessionsAsAdmin(viewer, await actor(viewer), parsedInput);
    revalidatePath(SESSIONS);
    return { ended };
  });
