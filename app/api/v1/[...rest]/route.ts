import type { NextRequest } from "next/server";
import { problemOf } from "#lib/access/action/api-problem.ts";
import { AppError } from "#lib/core/errors.ts";

/** What no route of /api/v1 has. Public: it says the same to everybody. */
function nowhere(request: NextRequest): Response {
  return problemOf(
    new AppError("NOT_FOUND", { reason: "There is no such address in the API: see /api/v1/openapi.json" }),
    request.nextUrl.pathname,
  );
}

export const GET = nowhere;
export const POST = nowhere;
