import type { operations } from "./api.d.ts";

type Name = keyof operations;
type Success<Responses> =
  Responses extends Record<number, unknown> ? Responses[Extract<keyof Responses, 200 | 201 | 202>] : never;
/** What an operation answers where it works, by the server's document. */
type AnswerOf<Operation extends Name> =
  Success<operations[Operation]["responses"]> extends infer Response
    ? Response extends { content: { "application/json": infer Body } }
      ? Body
      : never
    : never;

export type WhoAmI = AnswerOf<"whoAmI">;
/** A newer server may know more kinds, brakes and tones than the document that this was made with. */
export type Plan = Omit<AnswerOf<"getPlan">, "kind" | "brakes" | "findings"> & {
  kind: string;
  brakes: { code: string; team: string; text: string }[];
  findings: { where: string; text: string; tone: string }[];
};
export type PlanLine = Plan["lines"]["items"][number];
export type PlanNote = Plan["risks"][number];
export type Applied = AnswerOf<"applyPlan">;
