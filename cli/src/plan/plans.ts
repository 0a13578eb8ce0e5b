import { type Api, answerOf, type Query } from "../api/client.ts";
import type { Applied, Plan } from "../api/contract.ts";
import { EXIT, type ExitCode } from "../exit.ts";

type Get = (path: string, init: object) => Promise<{ data?: Plan }>;
type Post<Answer> = (path: string, init: object) => Promise<{ data?: Answer }>;

/** What one of `changes`, `filter`, `offboarding`, `undo` and `roster` would change. Nothing is changed by it. */
export const makePlan = (api: Api, body: object): Promise<Plan> =>
  answerOf((api.POST as unknown as Post<Plan>)("/plans", { body }));

/** A plan as it stands now. */
export const getPlan = (api: Api, id: string, query: Query = {}): Promise<Plan> =>
  answerOf((api.GET as unknown as Get)("/plans/{id}", { params: { path: { id }, query } }));

export type ApplyBody = {
  planId: string;
  digest: string;
  acknowledged: string[];
  leaveOut?: boolean;
  name?: string;
  at?: { date: string; time: string; zone: string };
};

/** Applies a plan. The same key with the same body is one effect, however often it is sent. */
export const postBatch = (api: Api, key: string, body: ApplyBody): Promise<Applied> =>
  answerOf(
    (api.POST as unknown as Post<Applied>)("/batches", {
      body,
      params: { header: { "Idempotency-Key": key } },
    }),
  );

/** How a command that only plans ends: a brake or nothing but refusals is a refusal, changes are changes. */
export function planExit({ counts, brakes = [] }: Plan): ExitCode {
  if (brakes.length > 0) return EXIT.refused;
  if (counts.apply > 0) return EXIT.changes;
  return counts.refused > 0 ? EXIT.refused : EXIT.done;
}
