import "server-only";
import { z } from "zod";
import { PLACE } from "#lib/access/action/api-query.ts";
import type { Answered } from "#lib/access/action/api-route.ts";
import type { Needs } from "#lib/access/action/api-token.ts";
import { CHANGE_SCOPES, type Scope } from "#lib/access/tokens/constants.ts";
import type { Viewer } from "#lib/core/permissions.ts";

/** What a token needs: a scope, one for any kind of change, or none besides working. */
export type ScopeNeeded = Scope | "change" | null;

type Asked<S extends z.ZodObject> = { viewer: Viewer; params: { id: string }; query: z.output<S> };

/** One thing that the API answers: what the route runs, and what the document says of it. */
export type Operation<
  S extends z.ZodObject = z.ZodObject,
  A extends z.ZodType = z.ZodType,
  N extends ScopeNeeded = Scope,
> = {
  /** Below /api/v1. */
  path: string;
  name: string;
  summary: string;
  /** More than the summary says. */
  description?: string;
  scope: N;
  query: S;
  answer: A;
  /** It plans, which takes seconds: a token has few of these under way at a time. */
  takesTurn?: true;
  read: (asked: Asked<S>) => Promise<z.input<A>>;
};

/** Says an operation, its types taken from its schemas. */
export const operation = <S extends z.ZodObject, A extends z.ZodType, N extends ScopeNeeded>(
  given: Operation<S, A, N>,
): Operation<S, A, N> => given;

/** One thing that the API does: a POST with a JSON body. */
export type Command<B extends z.ZodType = z.ZodType> = {
  path: string;
  name: string;
  summary: string;
  description?: string;
  scope: ScopeNeeded;
  body: B;
  /** Headers that it reads, each of which has to be there. */
  headers?: Readonly<Record<string, { schema: z.ZodType; description: string }>>;
  /** What it answers when it worked, by status. */
  answers: Readonly<Record<number, { description: string; schema: z.ZodType; hasLocation?: true }>>;
  run: (asked: {
    viewer: Viewer;
    given: z.input<B>;
    body: z.output<B>;
    header: (name: string) => string | null;
  }) => Promise<Answered>;
};

/** Says a command, its types taken from its body's schema. */
export const command = <B extends z.ZodType>(given: Command<B>): Command<B> => given;

/** What a gate asks for. */
export const needsOf = (scope: ScopeNeeded): Needs => (scope === "change" ? CHANGE_SCOPES : scope);

export const NO_QUERY = z.object({}).strict();
export const PLACE_ONLY = z.object(PLACE).strict();
