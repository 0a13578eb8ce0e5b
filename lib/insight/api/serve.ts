import "server-only";
import type { z } from "zod";
import { apiRoute } from "#lib/access/action/api-route.ts";
import type { Operation } from "./operation.ts";

/** The route of a list. */
export const serve = <S extends z.ZodObject, A extends z.ZodType>({ scope, query, read }: Operation<S, A>) =>
  apiRoute<S, Record<never, string>>(scope, query, (asked) => read({ ...asked, params: { id: "" } }));

/** The route of one thing, by its id. */
export const serveOne = <S extends z.ZodObject, A extends z.ZodType>({
  scope,
  query,
  read,
}: Operation<S, A>) => apiRoute<S, { id: string }>(scope, query, read);
