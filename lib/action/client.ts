import "server-only";
import { headers } from "next/headers";
import { createSafeActionClient } from "next-safe-action";
import { z } from "zod";
import { assertOwnOrigin } from "#lib/auth/origin.ts";
import { PERMISSIONS, type Permission, STEP_UP } from "#lib/auth/permissions.ts";
import { isRefusalRecorded } from "#lib/auth/refusal.ts";
import { noteRefusal, requireViewer } from "#lib/auth/session.ts";
import { requireStepUp } from "#lib/auth/step-up.ts";
import { env } from "#lib/env.ts";
import { seeingAs } from "#lib/grants/scope.ts";
import { toWireError } from "./wire-error.ts";

const permissions = Object.keys(PERMISSIONS) as Permission[];
const metadataSchema = z.object({ permission: z.enum(permissions) });

/**
 * The client of every server action of somebody signed in. `.metadata({ permission })` is needed to compile; the viewer
 * comes from the store and stands in `ctx.viewer`. A failure reaches the browser as a `WireError`.
 */
export const action = createSafeActionClient({
  defineMetadataSchema: () => metadataSchema,
  handleServerError: (error, { metadata }) => toWireError(error, { action: metadata.permission }),
}).use(async ({ next, metadata }) => {
  assertOwnOrigin(await headers(), env().ROLLCALL_URL);
  const viewer = await requireViewer(metadata.permission);
  if (STEP_UP.has(metadata.permission)) await requireStepUp(viewer);
  const result = await seeingAs(viewer, () => next({ ctx: { viewer } }));
  // Refused further in, where the permission depends on what was sent.
  if (result.serverError?.code === "FORBIDDEN" && !isRefusalRecorded(viewer))
    await noteRefusal(viewer, metadata.permission);
  return result;
});

/** The client of actions that need no session: signing in, first start, the links that an admin gives out. */
export const publicAction = createSafeActionClient({
  handleServerError: (error) => toWireError(error, { action: "public" }),
}).use(async ({ next }) => {
  assertOwnOrigin(await headers(), env().ROLLCALL_URL);
  return next();
});
