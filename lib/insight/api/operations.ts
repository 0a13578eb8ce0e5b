import "server-only";
import * as directory from "./directory.ts";
import * as happenings from "./happenings.ts";
import type { Operation } from "./operation.ts";

/** Everything that the API answers. A route that is not here is in no document. */
export const OPERATIONS: readonly Pick<
  Operation,
  "path" | "name" | "summary" | "scope" | "query" | "answer"
>[] = [...Object.values(directory), ...Object.values(happenings)];
