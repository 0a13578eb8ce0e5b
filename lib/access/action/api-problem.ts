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
} & Record<string, unknown>;

const TITLES: Record<number, string> = {
  400: "Bad request",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  409: "Conflict",
  413: "Too large",
  415: "Not JSON",
  422: "Cannot be done",
  429: "Too many requests",
  500: "Internal error",
  502: "A vendor failed",
  503: "Not available",
};

/** By shape, not by class, as `toWireError` knows them. */
const moreOf = (error: unknown): object =>
  error instanceof Error && "more" in error && typeof error.more === "object" ? { ...error.more } : {};

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
    ...moreOf(error),
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
      ...(problem.status === 429 ? { "retry-after": "1" } : {}),
      ...headers,
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(error instanceof AppError && error.retryAfterSeconds !== undefined
        ? { "retry-after": String(error.retryAfterSeconds) }
        : {}),
      ...(problem.status === 401 ? { "www-authenticate": 'Bearer realm="Rollcall"' } : {}),
    },
  });
}
