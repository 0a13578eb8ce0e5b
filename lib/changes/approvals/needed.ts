import "server-only";
import { sql } from "kysely";
import { inTurn, madeLately } from "#lib/access/auth/lately.ts";
import { sumOfEffects } from "#lib/changes/kinds/effects.ts";
import { type Effects, isPrepared, type Line } from "#lib/changes/types.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { type Db, db, type Tx } from "#lib/store/db/connection.ts";
import { outsideViews } from "#lib/store/db/view.ts";
import { APPROVAL_CODE, APPROVAL_WORDS } from "./constants.ts";
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
 * Whether what these changes of one person amount to needs somebody else's approval: more of a kind than its rule allows,
 * with what the person made of it within the last hour. All of the store counts, whoever asks.
 */
export function needsApproval(
  userId: string,
  effects: Effects,
  { store, exceptBatch = "" }: { store?: Tx; exceptBatch?: string } = {},
): Promise<boolean> {
  return outsideViews(async () => {
    const from = store ?? db();
    const counted = (await readRules(from)).filter(({ kind }) => (effects[kind] ?? 0) > 0);
    if (counted.some(({ kind, above }) => (effects[kind] ?? 0) > above)) return true;
    if (counted.length === 0) return false;
    const before = await lately(from, userId, exceptBatch);
    return counted.some(({ kind, above }) => (effects[kind] ?? 0) + (before[kind] ?? 0) > above);
  });
}

/** Has others who count wait for this transaction. False where nothing is counted. */
export async function countAlone(tx: Tx): Promise<boolean> {
  if ((await readRules(tx)).length === 0) return false;
  await inTurn(tx);
  return true;
}

/** What a plan would amount to if it were applied: each change's kind, and what else it does. */
export const effectsOfPlan = (lines: readonly Line[]): Effects =>
  sumOfEffects(
    lines
      .filter(isPrepared)
      .filter(({ planned }) => !planned.skip && !planned.refusal)
      .map(({ name, described }) => ({ kind: name, effects: described.effects })),
  );

/** A plan with the warning that it needs approval, where it does: a risk like others, to be read and accepted. */
export async function withApproval(viewer: Viewer, lines: readonly Line[]): Promise<Line[]> {
  const first = lines.findIndex(({ planned }) => !planned.skip && !planned.refusal);
  if (first < 0 || !(await needsApproval(viewer.userId, effectsOfPlan(lines)))) return [...lines];
  const warning = { code: APPROVAL_CODE, text: APPROVAL_WORDS, confirm: true };
  return lines.map((line, index) =>
    index === first
      ? { ...line, planned: { ...line.planned, warnings: [...line.planned.warnings, warning] } }
      : line,
  );
}
