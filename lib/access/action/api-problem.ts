import "server-only";
import { ZodError } from "zod";
import { errorWords } from "#lib/core/error-words.ts";
import { AppError, type WireError } from "#lib/core/errors.ts";
import { statusOf } from "./route.ts";
import { toWireError } from "./wire-error.ts";
import { fieldsOf } from "./zod-fields.ts";

/** A refusal or failure as RFC 9457 has it, with the code that the browser is given too. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: WireError["code"];
  /** Which parameters are wrong, and why. */
  fields?: Record<string, string[]>;
  /** Under which Rollcall's log has it. */
  reference?: string;
};

const TITLES: Record<number, string> = {
  400: "Bad request",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  409: "Conflict",
  422: "Not supported",
  429: "Too many requests",
  500: "Internal error",
  502: "A vendor failed",
  503: "Not available",
};

/** What was thrown, as a problem; what is unknown is in the log by then. */
export function problemIn(error: unknown, path: string): Problem {
  const known =
    error instanceof ZodError ? new AppError("INVALID_INPUT", { fields: fieldsOf(error) }) : error;
  const wire = toWireError(known, { route: path });
  const status = statusOf(wire.code);
  return {
    type: `urn:rollcall:problem:${wire.code}`,
    title: TITLES[status] ?? "Failed",
    status,
    detail: errorWords(wire),
    instance: path,
    code: wire.code,
    ...(wire.fields ? { fields: wire.fields } : {}),
    ...(wire.reference ? { reference: wire.reference } : {}),
  };
}

/** The same as the answer of a route of the API. */
export function problemOf(
  error: unknown,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const problem = problemIn(error, path);
  return Response.json(problem, {
    status: problem.status,
    headers: {
      ...headers,
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(problem.status === 401 ? { "www-authenticate": 'Bearer realm="Rollcall"' } : {}),
    },
  });
}
