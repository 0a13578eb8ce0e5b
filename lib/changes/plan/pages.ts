import "server-only";
import { createHmac } from "node:crypto";
import canonicalize from "canonicalize";
import { planJudged } from "#lib/changes/approvals/needed.ts";
import { PLAN_LINES } from "#lib/changes/constants.ts";
import { stretchOf, type WholePlan, wholePlan } from "#lib/changes/plan/lines.ts";
import { sayWhose } from "#lib/changes/plan/people.ts";
import type { Asked } from "#lib/changes/plan/plan.ts";
import type { Plan } from "#lib/changes/schema.ts";
import { perProcess } from "#lib/core/per-process.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { derivedKey } from "#lib/store/crypto/key-ring.ts";
import { viewKey } from "#lib/store/db/view.ts";

/** Long plans that this process keeps for somebody who scrolls through one, and for how long. */
const KEPT = 8;
const KEEP_MS = 5 * 60_000;

/** A long plan, and what was found beside its changes. */
type Long = { whole: WholePlan; beside: unknown; until: number };
const kept = () => perProcess("long-plans", () => new Map<string, Long>());

/**
 * A plan, or one stretch of a long one. The first stretch is always planned anew, the following ones are of the same plan
 * where this process still has it. Throws as `prepareLines`.
 */
export async function planPage(
  viewer: Viewer,
  asked: Asked & { offset?: number | undefined },
): Promise<Plan> {
  const { offset = 0, ...wanted } = asked;
  const key = keyOf(viewer, wanted);
  const known = offset > 0 ? longPlan(key) : undefined;
  if (known) return stretchOf(known.whole, offset);
  const { lines } = await planJudged(viewer, wanted, { ask: "first" });
  await sayWhose(lines);
  const whole = wholePlan(lines);
  keepLong(key, whole);
  return stretchOf(whole, offset);
}

/** A long plan that this process has kept under a key. */
export function longPlan(key: string): Long | undefined {
  const known = kept().get(key);
  return known && known.until > performance.now() ? known : undefined;
}

/** Keeps a plan for whoever scrolls on, where it has more than one stretch. */
export function keepLong(key: string, whole: WholePlan, beside?: unknown): void {
  if (whole.shown.length <= PLAN_LINES) return;
  const all = kept();
  all.delete(key);
  // What is needed for the page alone: no value of a secret stays behind.
  all.set(key, { whole, beside, until: performance.now() + KEEP_MS });
  for (const oldest of all.keys()) if (all.size > KEPT) all.delete(oldest);
}

/** Names what somebody asks for: what is kept under it is for their eyes alone. */
export const keyOf = (viewer: Viewer, asked: object): string =>
  createHmac("sha256", derivedKey("fingerprint"))
    .update(`${viewer.userId}\n${viewer.role}\n${viewKey()}\n${canonicalize(asked) ?? ""}`)
    .digest("base64url");
