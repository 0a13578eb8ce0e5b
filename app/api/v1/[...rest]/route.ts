import type { NextRequest } from "next/server";
import { problemOf } from "#lib/access/action/api-problem.ts";
import { AppError } from "#lib/core/errors.ts";

/** GET /api/v1/… that no route has. Public: it says the same to everybody. */
export function GET(request: NextRequest): Response {
  return problemOf(
    new AppError("NOT_FOUND", { reason: "There is no such address in the API: see /api/v1/openapi.json" }),
    request.nextUrl.pathname,
  );
}
