import "server-only";
import type { z } from "zod";
import { apiCommand, apiRoute } from "#lib/access/action/api-route.ts";
import { type Command, needsOf, type Operation, type ScopeNeeded } from "./operation.ts";

/** The route of a list. */
export const serve = <S extends z.ZodObject, A extends z.ZodType>({
  scope,
  query,
  read,
}: Operation<S, A, ScopeNeeded>) =>
  apiRoute<S, Record<never, string>>(needsOf(scope), query, (asked) =>
    read({ ...asked, params: { id: "" } }),
  );

/** The route of one thing, by its id. */
export const serveOne = <S extends z.ZodObject, A extends z.ZodType>({
  scope,
  query,
  read,
  takesTurn,
}: Operation<S, A, ScopeNeeded>) => apiRoute<S, { id: string }>(needsOf(scope), query, read, { takesTurn });

/** The route of something that is done. */
export const serveCommand = <B extends z.ZodType>({ scope, body, run }: Command<B>) =>
  apiCommand(needsOf(scope), body, run);
