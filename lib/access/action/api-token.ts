import "server-only";
import { noteRead } from "#lib/access/auth/reads.ts";
import { recordRefusal } from "#lib/access/auth/refusal.ts";
import { requestOrigin } from "#lib/access/auth/request.ts";
import { noteUse } from "#lib/access/tokens/uses.ts";
import { findTokenViewer } from "#lib/access/tokens/viewer.ts";
import { noteWrongToken } from "#lib/access/tokens/wrong.ts";
import { AppError } from "#lib/core/errors.ts";
import { can, type Permission, type Viewer } from "#lib/core/permissions.ts";

const NO_TOKEN = "Send a token that works: Authorization: Bearer rcl_…";

/** Whom the request's token speaks for. A cookie does not count. Throws UNAUTHENTICATED, TOO_MANY_ATTEMPTS. */
export async function tokenViewer(headers: Headers): Promise<Viewer> {
  const [, token] = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  const { address } = requestOrigin(headers);
  const viewer = token === undefined ? null : await findTokenViewer(token, address);
  if (!viewer) {
    if (token !== undefined) await noteWrongToken(token, address);
    throw new AppError("UNAUTHENTICATED", { reason: NO_TOKEN });
  }
  noteUse(viewer.sessionId, "asks");
  return viewer;
}

/** Throws TWO_FACTOR_NEEDED for the token of somebody who has not set up what their role asks for. */
export function requireTwoFactor({ needsTwoFactor, sessionId }: Viewer): void {
  if (!needsTwoFactor) return;
  noteUse(sessionId, "refused");
  throw new AppError("TWO_FACTOR_NEEDED", {
    reason: "The role of this token's owner asks for two-factor, which is not set up",
  });
}

/** What a token needs to ask something: a scope, one of several, or none besides working. */
export type Needs = Permission | readonly Permission[] | null;

/**
 * Lets a token do what its scopes name and its owner may. Throws FORBIDDEN, which the audit log then has, or
 * TWO_FACTOR_NEEDED.
 */
export async function requireScope(viewer: Viewer, needs: Needs): Promise<void> {
  requireTwoFactor(viewer);
  const several = needs === null ? [] : [needs].flat();
  const [first] = several;
  if (first === undefined) return;
  if (!several.some((permission) => can(viewer, permission))) {
    await recordRefusal(viewer, first, viewer.address);
    const isOwners = several.some((permission) => viewer.token?.scopes.includes(permission));
    const scope = several.length > 1 ? "for any change" : `“${first}”`;
    throw new AppError("FORBIDDEN", {
      reason: isOwners ? "The owner of this token may not do this" : `This token has no scope ${scope}`,
    });
  }
  if (several.length === 1) await noteRead(viewer, first);
}
