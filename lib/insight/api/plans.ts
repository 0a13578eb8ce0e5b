import "server-only";
import { z } from "zod";
import { applyPlan as apply, keyOf } from "#lib/changes/proposals/apply.ts";
import { lookAtPlan, makePlan } from "#lib/changes/proposals/look.ts";
import { applyPlanSchema, proposalSchema, type StoredPlan } from "#lib/changes/proposals/schema.ts";
import type { Given } from "#lib/changes/proposals/stored.ts";
import type { PlannedChange } from "#lib/changes/schema.ts";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { byToken } from "#lib/core/token-words.ts";
import { cursorOf, textOf } from "./cursor.ts";
import { command, operation, PLACE_ONLY } from "./operation.ts";
import { appliedSchema, nothingSchema, planSchema } from "./schema.ts";

const FIRST_LINES = 100;
const page = (path: string): string => `${env().ROLLCALL_URL}${path}`;
const listOf = (id: string): string => `lines of ${id}`;

const lineOf = (line: PlannedChange) => ({
  ...{ kind: line.kind, title: line.title, subject: line.subject, email: line.email ?? null },
  ...{ vendor: line.vendor, team: line.teamName, before: line.before, after: line.after },
  ...{ skip: line.skip ?? null, refusal: line.refusal ?? null },
  warnings: line.warnings.map(({ code, text, confirm }) => ({ code, text, confirm })),
  ...{ irreversible: line.irreversible, calls: line.calls },
});

/** A plan as the API tells it: `plan.changes` begins with the line `plan.offset`. */
function answerOf(
  stored: StoredPlan,
  { from, limit }: { from: number; limit: number },
): z.input<typeof planSchema> {
  const { id, kind, plan, isStale, createdAt, expiresAt, findings, brakes } = stored;
  const { total, counts, risks, notes, calls, seconds, digest } = plan;
  const items = plan.changes.slice(from - plan.offset, from - plan.offset + limit).map(lineOf);
  const end = from + items.length;
  return {
    ...{ id, url: page(`/plans/${encodeURIComponent(id)}`), kind, digest, isStale, createdAt, expiresAt },
    by: byToken(stored.by.name, stored.token),
    appliedAs: stored.became,
    ...{ total, counts, calls, seconds, risks, notes, findings, brakes },
    lines: {
      items,
      total,
      next: items.length > 0 && end < total ? cursorOf(listOf(id), `${end} ${digest}`) : null,
    },
  };
}

export const createPlan = command({
  path: "/plans",
  name: "createPlan",
  summary: "Plans changes: what they would do, with risks and refusals. Changes nothing at a vendor",
  description:
    "Send exactly one way of saying what is wanted. Values of secrets go in here alone: they are sealed at once and come out nowhere. The plan is kept for a week.",
  scope: "change",
  body: proposalSchema,
  answers: { 201: { description: "The plan, with its first lines", schema: planSchema, hasLocation: true } },
  run: async ({ viewer, given, body }) => {
    const stored = await makePlan(viewer, given as Given, body);
    return {
      status: 201,
      location: `/api/v1/plans/${encodeURIComponent(stored.id)}`,
      body: answerOf(stored, { from: 0, limit: FIRST_LINES }),
    };
  },
});

/** Where a plan's lines go on. Throws INVALID_INPUT for what is no cursor of this plan. */
function placeIn(id: string, cursor: string | undefined): { from: number; digest: string | undefined } {
  const [, offset, digest] = /^(\d{1,6}) (\S+)$/.exec(textOf(listOf(id), cursor) ?? "") ?? [];
  if (cursor !== undefined && digest === undefined)
    throw new AppError("INVALID_INPUT", { fields: { cursor: ["This is no cursor of this list"] } });
  return { from: Number(offset ?? "0"), digest };
}

export const plan = operation({
  path: "/plans/{id}",
  name: "getPlan",
  summary: "A plan as it stands now: planned again with the rights of whoever asks",
  description: "One's own, and everybody's for who controls batches and is not limited.",
  scope: "change",
  query: PLACE_ONLY,
  answer: planSchema,
  takesTurn: true,
  read: async ({ viewer, params, query: { cursor, limit } }) => {
    const { from, digest } = placeIn(params.id, cursor);
    const stored = await lookAtPlan(viewer, params.id, from);
    if (digest !== undefined && digest !== stored.plan.digest)
      throw new AppError("INVALID_INPUT", {
        fields: { cursor: ["The plan comes to something else by now: begin with its first lines"] },
      });
    return answerOf(stored, { from, limit });
  },
});

const KEY = "Idempotency-Key";
const keySchema = z.string().regex(/^[\x21-\x7e]{1,255}$/, "1 to 255 visible ASCII characters");

export const applyPlan = command({
  path: "/batches",
  name: "applyPlan",
  summary: "Applies a plan, or asks for approval where it needs one",
  description:
    "The same key and body again answer what became of it, and nothing happens twice. What an agent's token asks for is always a request that a person decides.",
  scope: "change",
  body: applyPlanSchema,
  headers: { [KEY]: { schema: keySchema, description: "Names this request, so that it can be sent again" } },
  answers: {
    200: { description: "Nothing is left to do: all of it is so already", schema: nothingSchema },
    202: { description: "What it became: follow Location", schema: appliedSchema, hasLocation: true },
  },
  run: async ({ viewer, body, header }) => {
    const key = keySchema.safeParse(header(KEY) ?? "");
    if (!key.success)
      throw new AppError("INVALID_INPUT", {
        reason: `Send the header ${KEY}: 1 to 255 visible ASCII characters`,
        fields: { [KEY]: ["1 to 255 visible ASCII characters"] },
      });
    const applied = await apply(viewer, body, keyOf(viewer.token?.id ?? "", key.data));
    switch (applied.status) {
      case "nothing":
        return { status: 200, body: applied };
      case "accepted":
        return became(`/batches/${encodeURIComponent(applied.batchId)}`, {
          ...applied,
          url: page(`/activity/batches/${encodeURIComponent(applied.batchId)}`),
        });
      case "requested":
        return became(`/approvals/${encodeURIComponent(applied.approvalId)}`, {
          ...applied,
          url: page("/approvals"),
        });
      case "scheduled":
        return became("/schedules", {
          ...applied,
          url: page(`/activity/batches/${encodeURIComponent(applied.scheduleId)}`),
        });
    }
  },
});

const became = (path: string, body: z.input<typeof appliedSchema>) => ({
  status: 202,
  location: `/api/v1${path}`,
  body,
});
