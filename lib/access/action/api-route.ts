import "server-only";
import { createHash } from "node:crypto";
import type { NextRequest } from "next/server";
import type { z } from "zod";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Permission, Viewer } from "#lib/core/permissions.ts";
import { problemOf } from "./api-problem.ts";
import { parseQuery } from "./api-query.ts";
import { countAsk, TOO_OFTEN } from "./api-rate.ts";
import { requireScope, tokenViewer } from "./api-token.ts";

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
      const viewer = await tokenViewer(request.headers);
      const rate = countAsk(viewer.sessionId);
      headers = { ...headers, ...rate.headers };
      if (rate.isOver) throw new AppError("TOO_MANY_ATTEMPTS", { reason: TOO_OFTEN });
      await requireScope(viewer, permission);
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
