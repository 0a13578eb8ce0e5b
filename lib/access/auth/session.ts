import "server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { AppError } from "#lib/core/errors.ts";
import { can, type Permission, type Viewer, WITHOUT_TWO_FACTOR } from "#lib/core/permissions.ts";
import { readSessionId } from "./next-auth.ts";
import { noteRead, READ_ALONE } from "./reads.ts";
import { recordRefusal } from "./refusal.ts";
import { requestOrigin } from "./request.ts";
import { signInPath, twoFactorPath } from "./return-to.ts";
import { findViewer } from "./sessions.ts";

/** Request header that the proxy sets (and takes from nobody else): the path and query being asked for. */
export const PATH_HEADER = "x-rollcall-path";

/** Who is looking, read from the store; null without a live session. Asked once a render. */
export const currentViewer = cache(async (): Promise<Viewer | null> => {
  const sessionId = await readSessionId();
  const viewer = sessionId === null ? null : await findViewer(sessionId);
  return viewer && { ...viewer, address: requestOrigin(await headers()).address };
});

/** Writes a refusal into the audit log. Only for people who are signed in: strangers must not be able to grow it. */
export async function noteRefusal(viewer: Viewer, what: string): Promise<void> {
  await recordRefusal(viewer, what, requestOrigin(await headers()).address);
}

/** The gate of actions and routes. Throws UNAUTHENTICATED without a session, FORBIDDEN when the role does not allow it. */
export async function requireViewer(permission?: Permission): Promise<Viewer> {
  const viewer = await currentViewer();
  if (!viewer) throw new AppError("UNAUTHENTICATED");
  if (viewer.needsTwoFactor && !(permission && WITHOUT_TWO_FACTOR.has(permission)))
    throw new AppError("TWO_FACTOR_NEEDED");
  if (permission && !can(viewer, permission)) {
    await noteRefusal(viewer, permission);
    throw new AppError("FORBIDDEN", { detail: `${viewer.role} asked for ${permission}` });
  }
  if (permission && READ_ALONE.has(permission)) await noteRead(viewer, permission);
  return viewer;
}

/** The gate of pages: redirects to the sign-in page and back, and shows the 404 page when the role does not allow it. */
export async function requirePageViewer(permission?: Permission): Promise<Viewer> {
  const viewer = await currentViewer();
  const path = (await headers()).get(PATH_HEADER) ?? "/";
  if (!viewer) redirect(signInPath(path));
  if (viewer.needsTwoFactor) redirect(twoFactorPath(path));
  if (permission && !can(viewer, permission)) {
    await noteRefusal(viewer, permission);
    notFound();
  }
  if (permission) await noteRead(viewer, permission);
  return viewer;
}

/**
 * What a page is: the gate, and then `page` with the store as this viewer may see it. Every page of signed-in people goes
 * through it, its title too.
 */
export async function asPageViewer<T>(
  permission: Permission | undefined,
  page: (viewer: Viewer) => Promise<T>,
): Promise<T> {
  const viewer = await requirePageViewer(permission);
  return seeingAs(viewer, () => page(viewer));
}
