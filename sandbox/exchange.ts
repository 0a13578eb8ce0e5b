import type { z } from "zod";
import type { Grant } from "./store.ts";
import type { Fault, Vendor } from "./types.ts";

/** What a handler answers: a JSON value, or nothing where `body` is left out. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** One vendor call on its way through the sandbox. */
export interface Exchange {
  vendor: Vendor;
  method: string;
  /** Decoded segments behind the vendor's base. */
  segments: string[];
  /** Decoded values of the route's `:names`. */
  params: Record<string, string>;
  query: URLSearchParams;
  contentType: string | null;
  /** null where no body was sent. */
  bodyText: string | null;
  token: string;
  grant: Grant | undefined;
  fault: Fault | undefined;
  /** Counts the token's calls, so that answers can vary like the vendor's do. */
  nth: number;
  violate(message: string): void;
}

/** A refusal; each vendor writes it in its own error shape. */
export class Refusal extends Error {
  readonly status: number;
  readonly details: Record<string, unknown> | undefined;

  constructor(status: number, message: string, details?: Record<string, unknown>) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

export interface Route {
  method: string;
  /** "/teams/:id/secrets" */
  path: string;
  query: Record<string, (value: string) => boolean>;
  body: z.ZodType | undefined;
  bodyOptional: boolean;
  run: (call: Exchange, body: never) => Answer;
}

interface RouteInput<T> {
  query?: Record<string, (value: string) => boolean>;
  body?: z.ZodType<T>;
  bodyOptional?: boolean;
  run: (call: Exchange, body: T) => Answer;
}

/** A route from "GET /teams/:id/users" and what it takes. */
export const route = <T = undefined>(name: string, input: RouteInput<T>): Route => {
  const [method = "", path = ""] = name.split(" ");
  return {
    method,
    path,
    query: input.query ?? {},
    body: input.body,
    bodyOptional: input.bodyOptional ?? false,
    run: input.run,
  };
};

/** The route of a call, with its parameters. */
export const findRoute = (
  routes: readonly Route[],
  method: string,
  segments: readonly string[],
): { route: Route; params: Record<string, string> } | undefined => {
  for (const one of routes) {
    if (one.method !== method) continue;
    const params = matchPath(one.path, segments);
    if (params !== undefined) return { route: one, params };
  }
  return undefined;
};

const matchPath = (pattern: string, segments: readonly string[]): Record<string, string> | undefined => {
  const parts = pattern.slice(1).split("/");
  if (parts.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? "";
    if (segment === "") return undefined;
    if (part.startsWith(":")) params[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
};

export const oneOf =
  (...values: string[]) =>
  (value: string): boolean =>
    values.includes(value);

export const integer =
  (min: number, max: number) =>
  (value: string): boolean =>
    /^\d{1,6}$/.test(value) && Number(value) >= min && Number(value) <= max;

export const anyText = (): boolean => true;
