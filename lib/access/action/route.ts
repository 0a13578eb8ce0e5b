import "server-only";
import type { NextRequest } from "next/server";
import { ZodError, type z } from "zod";
import { guardingHeaders } from "#lib/access/auth/guarding-headers.ts";
import { assertOwnOrigin } from "#lib/access/auth/origin.ts";
import { isRefusalRecorded } from "#lib/access/auth/refusal.ts";
import { noteRefusal, requireViewer } from "#lib/access/auth/session.ts";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { env } from "#lib/core/env.ts";
import { AppError, type ErrorCode, type WireError } from "#lib/core/errors.ts";
import type { Permission, Viewer } from "#lib/core/permissions.ts";
import { toWireError } from "./wire-error.ts";
import { fieldsOf } from "./zod-fields.ts";

const STATUS: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  INVALID_INPUT: 400,
  NOT_FOUND: 404,
  CONFLICT: 409,
  KEY_REUSED: 422,
  LAST_ADMIN: 409,
  NEEDS_CONFIRMATION: 422,
  PLAN_CHANGED: 409,
  BRAKE: 422,
  NOT_JSON: 415,
  TOO_LARGE: 413,
  NOT_SUPPORTED: 422,
  TOO_MANY_ATTEMPTS: 429,
  STEP_UP_NEEDED: 403,
  TWO_FACTOR_NEEDED: 403,
  INTERNAL: 500,
  STORE_UNAVAILABLE: 503,
};

/** The HTTP status for a code; a vendor's failure is 502. */
export const statusOf = (code: ErrorCode): number => STATUS[code] ?? 502;

const noStore = { "cache-control": "no-store" };

/** Says how long it is: what does not is packed by the server, however short. */
function json(value: unknown, status = 200): Response {
  const body = JSON.stringify(value ?? null);
  const length = String(Buffer.byteLength(body));
  const headers = { ...noStore, "content-type": "application/json", "content-length": length };
  return new Response(body, { status, headers });
}

function failure(error: unknown, request: NextRequest): Response {
  const known =
    error instanceof ZodError ? new AppError("INVALID_INPUT", { fields: fieldsOf(error) }) : error;
  const wire: WireError = toWireError(known, { route: request.nextUrl.pathname });
  return json(wire, statusOf(wire.code));
}

/** A link on another site sends the session along: nobody's download or audit event shall begin there. */
function assertNotFromElsewhere(request: NextRequest): void {
  if (request.headers.get("sec-fetch-site") === "cross-site")
    throw new AppError("FORBIDDEN", { reason: "Open this from one of Rollcall's own pages." });
}

/**
 * A GET route for people who are signed in. The handler returns what becomes the JSON (or a Response of its own); what
 * it throws becomes a `WireError` with the status of its code (a ZodError of the query: 400 with its fields).
 */
export function getRoute<P = Record<string, never>>(
  permission: Permission,
  handler: (request: NextRequest, context: { viewer: Viewer; params: P }) => Promise<unknown>,
): (request: NextRequest, context: { params: Promise<P> }) => Promise<Response> {
  return async (request, context) => {
    try {
      assertNotFromElsewhere(request);
      const viewer = await requireViewer(permission);
      const params = await context.params;
      const answer = await seeingAs(viewer, () => handler(request, { viewer, params }));
      if (answer instanceof Response) {
        if (!answer.headers.has("cache-control")) answer.headers.set("cache-control", "no-store");
        return answer;
      }
      return json(answer);
    } catch (error) {
      return failure(error, request);
    }
  };
}

/**
 * A POST route for what is too large for an action; everything else that writes is an action. Refuses other origins before
 * it looks at who is asking, and who may not before the body is read. Sets the guarding headers itself: the proxy, which
 * would hold the whole body back, leaves the route of uploads out.
 */
export function postRoute(
  permission: Permission,
  handler: (request: NextRequest, context: { viewer: Viewer }) => Promise<unknown>,
): (request: NextRequest) => Promise<Response> {
  const answer = async (request: NextRequest): Promise<Response> => {
    try {
      assertOwnOrigin(request.headers, env().ROLLCALL_URL);
      const viewer = await requireViewer(permission);
      const made = await seeingAs(viewer, () => handler(request, { viewer })).catch(
        async (error: unknown) => {
          // Refused further in, where the permission depends on what was sent.
          if (error instanceof AppError && error.code === "FORBIDDEN" && !isRefusalRecorded(viewer))
            await noteRefusal(viewer, permission);
          throw error;
        },
      );
      return json(made);
    } catch (error) {
      return failure(error, request);
    }
  };
  return async (request) => {
    const response = await answer(request);
    for (const [name, value] of guardingHeaders()) response.headers.set(name, value);
    return response;
  };
}

/**
 * A question that is answered from the store and changes nothing, asked by POST because its words (a plan's changes, addresses,
 * values) must not stand in an address. It is no action: a browser sends the actions of a tab one after the other.
 */
export const readingRoute = <S extends z.ZodType>(
  permission: Permission,
  schema: S,
  answer: (asked: z.output<S>, viewer: Viewer) => Promise<unknown>,
): ((request: NextRequest) => Promise<Response>) =>
  postRoute(permission, async (request, { viewer }) => {
    const body: unknown = await request.json().catch(() => {
      throw new AppError("INVALID_INPUT", { reason: "This request did not arrive whole. Try again." });
    });
    return answer(schema.parse(body), viewer);
  });
