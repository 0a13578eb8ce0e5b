import "server-only";
import { headers } from "next/headers";
import { createSafeActionClient } from "next-safe-action";
import { z } from "zod";
import { assertOwnOrigin } from "#lib/access/auth/origin.ts";
import { isRefusalRecorded } from "#lib/access/auth/refusal.ts";
import { noteRefusal, requireViewer } from "#lib/access/auth/session.ts";
import { requireStepUp } from "#lib/access/auth/step-up.ts";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { env } from "#lib/core/env.ts";
import { PERMISSIONS, type Permission, STEP_UP } from "#lib/core/permissions.ts";
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
