import "server-only";
import type { ApprovalPlan } from "#lib/changes/approvals/schema.ts";
import { toPlan } from "#lib/changes/plan/lines.ts";
import { sayWhose } from "#lib/changes/plan/people.ts";
import { prepareLines } from "#lib/changes/plan/plan.ts";
import type { PlannedChange } from "#lib/changes/schema.ts";
import type { Line } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { type AskedLine, askedOf, type Kept, linesOf } from "./stored.ts";

/** Lines that the page shows of one request; what is otherwise by now comes first. */
const SHOWN = 100;

/**
 * The title without the address that told somebody from another line's person: that line may have been done already, and
 * is not part of the request then.
 */
const bareTitle = ({ title, email }: Pick<AskedLine, "title" | "email">): string =>
  email ? title.replace(` (${email})`, "") : title;

/** What about a line is otherwise than when it was asked for, in words; undefined where nothing is. */
function differenceOf(now: PlannedChange, asked: AskedLine | undefined): string | undefined {
  if (now.refusal) return `Cannot be done any more: ${now.refusal.reason}`;
  if (now.skip) return `Nothing to do any more: ${now.skip}`;
  if (!asked) return undefined;
  if (bareTitle(now) !== bareTitle(asked)) return `Was asked for as: ${asked.title}`;
  if (now.before !== asked.before || now.after !== asked.after)
    return `When it was asked for: ${asked.before} → ${asked.after}`;
  const news = now.warnings.filter((it) => it.confirm && !asked.warnings.includes(it.text));
  return news.length > 0 ? `New since: ${news.map((it) => it.text).join(" ")}` : undefined;
}

/**
 * What is kept, planned anew with this person's rights and limits: all of it, or the lines at these places. Throws as
 * `prepareLines`.
 */
export async function planNow(
  viewer: Viewer,
  row: Kept,
  places?: readonly number[],
): Promise<{ lines: Line[]; plan: ApprovalPlan }> {
  const chosen = <T>(list: readonly T[]) =>
    places ? list.filter((_, index) => places.includes(index)) : list;
  const given = chosen(await linesOf(row));
  const lines = await prepareLines(viewer, { lines: given }, { ask: "first" });
  await sayWhose(lines);
  const asked = chosen(askedOf(row));
  const all = lines.map(({ planned }, index) => {
    const difference = differenceOf(planned, asked[index]);
    return { now: planned, ...(difference ? { difference } : {}) };
  });
  const whole = toPlan(lines);
  const ordered = all.length > SHOWN ? all.toSorted((a, b) => rank(a) - rank(b)) : all;
  return {
    lines,
    plan: {
      lines: ordered.slice(0, SHOWN),
      more: Math.max(0, all.length - SHOWN),
      differences: all.filter((line) => line.difference !== undefined).length,
      apply: whole.counts.apply,
      irreversible: whole.counts.irreversible,
      ...(whole.harm ? { harm: whole.harm } : {}),
      risks: whole.risks,
      digest: whole.digest,
    },
  };
}

const rank = ({ difference }: { difference?: string }): number => (difference === undefined ? 1 : 0);

/** The same for a page: where it cannot be planned, why. */
export async function planShown(
  viewer: Viewer,
  row: Kept,
  places?: readonly number[],
): Promise<ApprovalPlan> {
  try {
    return (await planNow(viewer, row, places)).plan;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { cannot: error.reason ?? "Your role does not allow every one of these changes." };
  }
}
