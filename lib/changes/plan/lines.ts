import "server-only";
import { createHmac } from "node:crypto";
import canonicalize from "canonicalize";
import { isAboutToken } from "#lib/changes/approvals/constants.ts";
import { PLAN_LINES, TYPED_OVER } from "#lib/changes/constants.ts";
import { GROUP_FROM, GROUP_SIZE } from "#lib/changes/kinds/together-key.ts";
import type { Harm, Plan, PlanNote, PlannedChange } from "#lib/changes/schema.ts";
import type { Line, Prepared } from "#lib/changes/types.ts";
import { derivedKey } from "#lib/store/crypto/key-ring.ts";
import { PARALLEL_CALLS } from "#lib/vendors/queue.ts";

/** What a call takes, roughly: for the time that a plan announces. */
const CALL_SECONDS = 0.4;

/** A line as a plan shows it, and what the request behind it really says. */
export type PlanLine = Pick<Line, "planned" | "asked">;

/** All of a plan, in the order in which it is shown, with what is said of the whole. */
export type WholePlan = { shown: readonly PlannedChange[]; about: Omit<Plan, "changes" | "offset"> };

/** What is prepared as a plan: of a long one, what needs a look comes first. */
export function wholePlan(lines: readonly PlanLine[]): WholePlan {
  const all = lines.map((line) => line.planned);
  const ready = all.filter((one) => !one.skip && !one.refusal);
  const calls = callsOf(ready);
  const harm = harmOf(ready);
  return {
    shown: all.length > PLAN_LINES ? all.toSorted((a, b) => urgency(a) - urgency(b)) : all,
    about: {
      total: all.length,
      counts: {
        apply: ready.length,
        skipped: all.filter((one) => one.skip && !one.refusal).length,
        refused: all.filter((one) => one.refusal).length,
        irreversible: ready.filter((one) => one.irreversible).length,
      },
      ...(harm ? { harm } : {}),
      risks: notesOf(ready, true),
      notes: notesOf(ready, false),
      calls,
      seconds: Math.ceil((calls * CALL_SECONDS) / Math.min(PARALLEL_CALLS, calls || 1)),
      digest: digestOf(lines),
    },
  };
}

/** The wire's shape: all of a short plan, of a long one the lines from `offset` on. */
export const stretchOf = ({ shown, about }: WholePlan, offset = 0): Plan =>
  shown.length > PLAN_LINES
    ? { changes: shown.slice(offset, offset + PLAN_LINES), offset, ...about }
    : { changes: [...shown], offset: 0, ...about };

/** The same of lines that are looked at once. */
export const toPlan = (lines: readonly PlanLine[]): Plan => stretchOf(wholePlan(lines));

/** Whether a line is a change that can be journaled, not only why there is none. */
export const isPrepared = (line: Line): line is Prepared => "target" in line;

/** Whether something would be applied with a warning to be confirmed that is not among the acknowledged codes. */
export function hasOpenWarning(lines: readonly Line[], acknowledged: readonly string[]): boolean {
  const accepted = new Set(acknowledged);
  return lines.some(
    ({ planned }) =>
      !planned.skip &&
      !planned.refusal &&
      planned.warnings.some(({ confirm, code }) => confirm && !accepted.has(code)),
  );
}

/** In a long plan, what needs a look comes first and what is left alone last. */
const urgency = (one: PlannedChange): number =>
  one.refusal ? 0 : one.skip ? 3 : one.warnings.some(({ confirm, own }) => confirm || own) ? 1 : 2;

/**
 * The gravest of what would be applied. Many changes that cannot be undone, and many people who are removed, are asked about
 * by their number whether or not one of them would be.
 */
function harmOf(ready: readonly PlannedChange[]): Harm | undefined {
  const removals = ready.filter(({ harm }) => harm !== undefined);
  const isMany =
    ready.filter(({ irreversible }) => irreversible).length > TYPED_OVER ||
    new Set(removals.map(({ email, subject }) => email ?? subject)).size > TYPED_OVER;
  if (isMany || removals.some(({ harm }) => harm === "typed")) return "typed";
  return removals.length > 0 ? "removal" : undefined;
}

function notesOf(changes: readonly PlannedChange[], confirm: boolean): PlanNote[] {
  const notes = new Map<string, PlanNote>();
  for (const warning of changes.flatMap((change) => change.warnings)) {
    if (warning.confirm !== confirm || (warning.own && !confirm)) continue;
    const known = notes.get(warning.code);
    if (known) known.count++;
    else notes.set(warning.code, { code: warning.code, text: warning.text, count: 1 });
  }
  return [...notes.values()];
}

/** Calls of the vendors, of which some are made for many people at once and then read back. */
function callsOf(changes: readonly PlannedChange[]): number {
  const groups = new Map<string, number>();
  let calls = 0;
  for (const { together, calls: own } of changes) {
    if (together) groups.set(together, (groups.get(together) ?? 0) + 1);
    else calls += own;
  }
  for (const size of groups.values()) calls += size < GROUP_FROM ? size : Math.ceil(size / GROUP_SIZE) * 2;
  return calls;
}

/** What is asked for, to the last field, and what would surprise if it were otherwise when the plan is applied. */
function digestOf(lines: readonly PlanLine[]): string {
  const told = lines.map(({ planned: one, asked }) => [
    ...[one.kind, one.teamId ?? "", asked ?? null],
    ...[one.title, one.email ?? "", one.before, one.after, one.people ?? []],
    ...[one.skip ?? "", one.refusal?.code ?? "", one.harm ?? ""],
    one.warnings.filter((warning) => warning.confirm && !isAboutToken(warning)).map(({ code }) => code),
  ]);
  return createHmac("sha256", derivedKey("fingerprint"))
    .update(canonicalize(told) ?? "")
    .digest("base64url");
}
