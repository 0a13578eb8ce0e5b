import "server-only";
import { createHash } from "node:crypto";
import type { NextRequest } from "next/server";
import { z } from "zod";
import { guardingHeaders } from "#lib/access/auth/guarding-headers.ts";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { problemOf } from "./api-problem.ts";
import { parseQuery } from "./api-query.ts";
import { countAsk, TOO_OFTEN, takeTurn } from "./api-rate.ts";
import { type Needs, requireScope, tokenViewer } from "./api-token.ts";
import { readJson } from "./json-body.ts";

const NO_PARAMETERS = z.strictObject({});

/** Whether the client has this answer already. */
const isKnown = (asked: string | null, tag: string): boolean =>
  (asked ?? "").split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === tag);

type Context<P> = { params: Promise<P> };
type Route<P> = (request: NextRequest, context: Context<P>) => Promise<Response>;
type Headers = Record<string, string>;

/** What every route of the API does first: whose token it is, how often that one asked, and whether it may. */
function tokenRoute<P extends Record<string, string>>(
  needs: Needs,
  answer: (request: NextRequest, asked: { viewer: Viewer; params: P; headers: Headers }) => Promise<Response>,
): Route<P> {
  return async (request, context) => {
    const path = request.nextUrl.pathname;
    let headers: Headers = { ...Object.fromEntries(guardingHeaders()), vary: "Authorization" };
    try {
      const viewer = await tokenViewer(request.headers);
      const rate = countAsk(viewer.sessionId);
      headers = { ...headers, ...rate.headers };
      if (rate.isOver) throw new AppError("TOO_MANY_ATTEMPTS", { reason: TOO_OFTEN });
      await requireScope(viewer, needs);
      const params = await context.params;
      // Next gives a route without parameters none at all.
      if (Object.values(params ?? {}).some((id) => id.includes("\0") || id.length > 200))
        throw new AppError("NOT_FOUND", { reason: "There is nothing of this id" });
      return await answer(request, { viewer, params, headers });
    } catch (error) {
      return problemOf(error, path, headers);
    }
  };
}

/**
 * A GET route of the API, for programs with a token. The handler answers under the view that the limits of the owner and of
 * the token leave; what it returns becomes the JSON, what it throws a problem. Parameters that the schema does not know are
 * refused by name. `takesTurn`: it plans, as what is sent does.
 */
export const apiRoute = <S extends z.ZodObject, P extends Record<string, string> = Record<string, never>>(
  needs: Needs,
  query: S,
  handler: (asked: { viewer: Viewer; params: P; query: z.output<S> }) => Promise<unknown>,
  { takesTurn = false }: { takesTurn?: boolean | undefined } = {},
): Route<P> =>
  tokenRoute<P>(needs, async (request, { viewer, params, headers }) => {
    const asked = parseQuery(query, request.nextUrl.searchParams);
    const endTurn = takesTurn ? takeTurn(viewer.sessionId) : undefined;
    const answer = await seeingAs(viewer, () => handler({ viewer, params, query: asked })).finally(endTurn);
    const body = JSON.stringify(answer);
    const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
    const known = { ...headers, etag, "cache-control": "private, no-cache" };
    if (isKnown(request.headers.get("if-none-match"), etag))
      return new Response(null, { status: 304, headers: known });
    return new Response(body, { headers: { ...known, "content-type": "application/json" } });
  });

/** What a POST route answers. */
export type Answered = { status: number; location?: string; body: unknown };

/**
 * A POST route of the API: one JSON body, and no parameters. A token has few of them under way at a time, for they plan. The
 * handler may ask for a header by its name.
 */
export const apiCommand = <B extends z.ZodType>(
  needs: Needs,
  schema: B,
  handler: (asked: {
    viewer: Viewer;
    /** As it was sent, once the schema has let it through. */
    given: z.input<B>;
    body: z.output<B>;
    header: (name: string) => string | null;
  }) => Promise<Answered>,
): Route<Record<string, never>> =>
  tokenRoute(needs, async (request, { viewer, headers }) => {
    const endTurn = takeTurn(viewer.sessionId);
    try {
      parseQuery(NO_PARAMETERS, request.nextUrl.searchParams);
      const { given, body } = await readJson(request, schema);
      const header = (name: string) => request.headers.get(name);
      const {
        status,
        location,
        body: said,
      } = await seeingAs(viewer, () => handler({ viewer, given, body, header }));
      return Response.json(said, {
        status,
        headers: { ...headers, "cache-control": "no-store", ...(location ? { location } : {}) },
      });
    } finally {
      endTurn();
    }
  });
