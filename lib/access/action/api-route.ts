import "server-only";
import { createHash } from "node:crypto";
import type { NextRequest } from "next/server";
import type { z } from "zod";
import { noteRead } from "#lib/access/auth/reads.ts";
import { recordRefusal } from "#lib/access/auth/refusal.ts";
import { requestOrigin } from "#lib/access/auth/request.ts";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { findTokenViewer } from "#lib/access/tokens/viewer.ts";
import { AppError } from "#lib/core/errors.ts";
import { can, type Permission, type Viewer } from "#lib/core/permissions.ts";
import { problemOf } from "./api-problem.ts";
import { parseQuery } from "./api-query.ts";
import { ASKS_PER_MINUTE, countAsk } from "./api-rate.ts";

const NO_TOKEN = "Send a token that works: Authorization: Bearer rcl_…";

/** Whom the request's token speaks for. A cookie does not count. Throws UNAUTHENTICATED. */
async function viewerOf(request: NextRequest): Promise<Viewer> {
  const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const { address } = requestOrigin(request.headers);
  const viewer = token === undefined ? null : await findTokenViewer(token, address);
  if (!viewer) throw new AppError("UNAUTHENTICATED", { reason: NO_TOKEN });
  return viewer;
}

async function requirePermission(viewer: Viewer, permission: Permission): Promise<void> {
  if (viewer.needsTwoFactor)
    throw new AppError("TWO_FACTOR_NEEDED", {
      reason: "The role of this token's owner asks for two-factor, which is not set up",
    });
  if (!can(viewer, permission)) {
    await recordRefusal(viewer, permission, viewer.address);
    throw new AppError("FORBIDDEN", {
      reason: viewer.token?.scopes.includes(permission)
        ? "The owner of this token may not do this"
        : `This token has no scope “${permission}”`,
    });
  }
  await noteRead(viewer, permission);
}

/** Whether the client has this answer already. */
const isKnown = (asked: string | null, tag: string): boolean =>
  (asked ?? "").split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === tag);

/**
 * A GET route of the API, for programs with a token. The handler answers under the view that the limits of the owner and of
 * the token leave; what it returns becomes the JSON, what it throws a problem. Parameters that the schema does not know are
 * refused by name.
 */
export function apiRoute<S extends z.ZodObject, P extends Record<string, string> = Record<string, never>>(
  permission: Permission,
  query: S,
  handler: (asked: { viewer: Viewer; params: P; query: z.output<S> }) => Promise<unknown>,
): (request: NextRequest, context: { params: Promise<P> }) => Promise<Response> {
  return async (request, context) => {
    const path = request.nextUrl.pathname;
    let headers: Record<string, string> = { vary: "Authorization" };
    try {
      const viewer = await viewerOf(request);
      const rate = countAsk(viewer.sessionId);
      headers = { ...headers, ...rate.headers };
      if (rate.isOver)
        throw new AppError("TOO_MANY_ATTEMPTS", {
          reason: `A token may ask ${ASKS_PER_MINUTE} times in a minute`,
        });
      await requirePermission(viewer, permission);
      const params = await context.params;
      // Next gives a route without parameters none at all.
      if (Object.values(params ?? {}).some((id) => id.includes("\0") || id.length > 200))
        throw new AppError("NOT_FOUND", { reason: "There is nothing of this id" });
      const asked = parseQuery(query, request.nextUrl.searchParams);
      const answer = await seeingAs(viewer, () => handler({ viewer, params, query: asked }));
      const body = JSON.stringify(answer);
      const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
      headers = { ...headers, etag, "cache-control": "private, no-cache" };
      if (isKnown(request.headers.get("if-none-match"), etag))
        return new Response(null, { status: 304, headers });
      return new Response(body, { headers: { ...headers, "content-type": "application/json" } });
    } catch (error) {
      return problemOf(error, path, headers);
    }
  };
}
