import "server-only";
import { z } from "zod";
import { PLACE } from "#lib/access/action/api-query.ts";
import type { Scope } from "#lib/access/tokens/constants.ts";
import type { Viewer } from "#lib/core/permissions.ts";

type Asked<S extends z.ZodObject> = { viewer: Viewer; params: { id: string }; query: z.output<S> };

/** One thing that the API answers: what the route runs, and what the document says of it. */
export type Operation<S extends z.ZodObject = z.ZodObject, A extends z.ZodType = z.ZodType> = {
  /** Below /api/v1. */
  path: string;
  name: string;
  summary: string;
  scope: Scope;
  query: S;
  answer: A;
  read: (asked: Asked<S>) => Promise<z.input<A>>;
};

/** Says an operation, its types taken from its schemas. */
export const operation = <S extends z.ZodObject, A extends z.ZodType>(
  given: Operation<S, A>,
): Operation<S, A> => given;

export const NO_QUERY = z.object({}).strict();
export const PLACE_ONLY = z.object(PLACE).strict();
