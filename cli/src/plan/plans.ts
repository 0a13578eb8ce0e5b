import type { operations } from "../api/api.d.ts";
import { type Api, answerOf } from "../api/client.ts";
import type { Applied, Plan } from "../api/contract.ts";
import { EXIT, type ExitCode } from "../exit.ts";

type PlanBody = operations["createPlan"]["requestBody"]["content"]["application/json"];
export type ApplyBody = operations["applyPlan"]["requestBody"]["content"]["application/json"];

/** What one of `changes`, `filter`, `offboarding`, `undo` and `roster` would change. Nothing is changed by it. */
export const makePlan = (api: Api, body: object): Promise<Plan> =>
  // What somebody wrote into a file is the server's to check: it refuses unknown fields by name.
  answerOf(api.POST("/plans", { body: body as PlanBody }));

/** A plan as it stands now. */
export const getPlan = (
  api: Api,
  id: string,
  query: { cursor?: string; limit?: number } = {},
): Promise<Plan> => answerOf(api.GET("/plans/{id}", { params: { path: { id }, query } }));

/** Applies a plan. The same key with the same body is one effect, however often it is sent. */
export const postBatch = (api: Api, key: string, body: ApplyBody): Promise<Applied> =>
  answerOf(api.POST("/batches", { body, params: { header: { "Idempotency-Key": key } } }));

/** How a command that only plans ends: a brake or nothing but refusals is a refusal, changes are changes. */
export function planExit({ counts, brakes }: Plan): ExitCode {
  if (brakes.length > 0) return EXIT.refused;
  if (counts.apply > 0) return EXIT.changes;
  return counts.refused > 0 ? EXIT.refused : EXIT.done;
}
