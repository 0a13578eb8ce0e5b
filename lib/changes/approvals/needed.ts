import "server-only";
import { sql } from "kysely";
import { inTurn, madeLately } from "#lib/access/auth/lately.ts";
import { asksForProof } from "#lib/access/auth/step-up.ts";
import { sumOfEffects } from "#lib/changes/kinds/effects.ts";
import { isPrepared } from "#lib/changes/plan/lines.ts";
import { type Asked, type PlanOptions, prepareLines } from "#lib/changes/plan/plan.ts";
import type { Effects, Line } from "#lib/changes/types.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { type Db, db, type Tx } from "#lib/store/db/connection.ts";
import { outsideViews } from "#lib/store/db/view.ts";
import { APPROVAL_CODE, APPROVAL_WORDS, PERSON_WORDS } from "./constants.ts";
import { readRules } from "./rules.ts";

/** What the person's changes amount to that they made lately, or are making, without anybody's approval. */
async function lately(store: Db | Tx, userId: string, exceptBatch: string): Promise<Effects> {
  const rows = await madeLately(store, userId)
    .select(["kind", "effects", sql<number>`count(*)`.as("n")])
    .where("batch_id", "!=", exceptBatch)
    .groupBy(["kind", "effects"])
    .execute();
  return sumOfEffects(
    rows.map(({ kind, effects, n }) => ({
      kind,
      effects: effects === null ? null : (JSON.parse(effects) as Effects),
      count: Number(n),
    })),
  );
}

/**
 * What a rule says of a plan. "needed": somebody else has to approve it. "counted": not so far, but what the person does at
 * the same time may yet make it so. "free": no rule counts what it amounts to.
 */
type Judgement = "needed" | "counted" | "free";

/**
 * Judges what changes of one person amount to: more of a kind than its rule allows, with what the person made of it within
 * the last hour, needs approval. All of the store counts, whoever asks. In a transaction, others who count wait for it.
 */
export function judge(
  userId: string,
  effects: Effects,
  { tx, exceptBatch = "" }: { tx?: Tx; exceptBatch?: string } = {},
): Promise<Judgement> {
  return outsideViews(async () => {
    const rules = (await readRules(tx ?? db())).filter(({ kind }) => (effects[kind] ?? 0) > 0);
    if (rules.length === 0) return "free";
    const isAbove = (before: Effects) =>
      rules.some(({ kind, above }) => (effects[kind] ?? 0) + (before[kind] ?? 0) > above);
    if (isAbove({})) return "needed";
    if (tx) await inTurn(tx);
    return isAbove(await lately(tx ?? db(), userId, exceptBatch)) ? "needed" : "counted";
  });
}

const isToBeDone = ({ planned }: Line): boolean => !planned.skip && !planned.refusal;

/** Whether a person has to look at what a token asks for: always at an agent's, else where a session would have to prove whose it is. */
export async function needsPerson(viewer: Viewer, lines: readonly Line[], tx?: Tx): Promise<boolean> {
  if (viewer.token === undefined) return false;
  if (viewer.token.kind === "agent") return true;
  return asksForProof(viewer, lines.filter(isPrepared).filter(isToBeDone), tx);
}

/** What changes would amount to if they were applied: each one's kind, and what else it does. */
export const effectsOfAll = (lines: readonly Line[]): Effects =>
  sumOfEffects(
    lines
      .filter(isPrepared)
      .filter(isToBeDone)
      .map(({ name, described }) => ({ kind: name, effects: described.effects })),
  );

/**
 * The lines of a plan, what they amount to, and what the rules say of it. `ownerMay`: no rule asks for somebody else, only that a
 * person looks at what a token asks for.
 */
type JudgedPlan = { lines: Line[]; effects: Effects; judgement: Judgement; ownerMay: boolean };

/**
 * A plan with the warning that it needs approval, where it does: a risk like others, to be read and accepted. Throws as
 * `prepareLines`.
 */
export async function planJudged(viewer: Viewer, asked: Asked, options?: PlanOptions): Promise<JudgedPlan> {
  const lines = await prepareLines(viewer, asked, options);
  const effects = effectsOfAll(lines);
  const byRules = await judge(viewer.userId, effects);
  const first = lines.findIndex(isToBeDone);
  const ownerMay = byRules !== "needed" && first >= 0 && (await needsPerson(viewer, lines));
  const judgement = ownerMay ? "needed" : byRules;
  const warning = { code: APPROVAL_CODE, text: ownerMay ? PERSON_WORDS : APPROVAL_WORDS, confirm: true };
  return {
    effects,
    judgement,
    ownerMay,
    lines:
      judgement === "needed"
        ? lines.map((line, index) =>
            index === first
              ? { ...line, planned: { ...line.planned, warnings: [...line.planned.warnings, warning] } }
              : line,
          )
        : lines,
  };
}
