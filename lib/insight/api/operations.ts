import "server-only";
import type { z } from "zod";
import { approval } from "./approvals.ts";
import * as directory from "./directory.ts";
import * as happenings from "./happenings.ts";
import type { Command, Operation, ScopeNeeded } from "./operation.ts";
import * as plans from "./plans.ts";
import { roster } from "./roster.ts";
import * as self from "./self.ts";

/** An operation as the document tells of it. */
export type Described = Omit<Operation<z.ZodObject, z.ZodType, ScopeNeeded>, "read">;

/** Everything that the API answers. A route that is not here is in no document. */
export const OPERATIONS: readonly Described[] = [
  ...Object.values(self),
  ...Object.values(directory),
  ...Object.values(happenings),
  roster,
  plans.plan,
  approval,
];

/** Everything that the API does. */
export const COMMANDS: readonly Omit<Command, "run">[] = [plans.createPlan, plans.applyPlan];
