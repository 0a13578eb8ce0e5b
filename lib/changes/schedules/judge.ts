import "server-only";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";
import { type AskedLine, askedOf, linesOf } from "#lib/changes/kept/stored.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import { isPrepared } from "#lib/changes/plan/lines.ts";
import { prepareLines } from "#lib/changes/plan/plan.ts";
import type { PlanWarning } from "#lib/changes/schema.ts";
import type { Line, Prepared, SourceLine } from "#lib/changes/types.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { leftOf, type StoredSchedule } from "./stored.ts";

/**
 * What becomes of the lines that are left: which can begin, and by its place why each of the others is held, or left alone
 * for good since somebody else has changed what it would end.
 */
export type Judged = { ready: Prepared[]; held: Record<string, string>; leftAlone: Record<string, string> };

type Given = { place: number; line: SourceLine; asked: AskedLine | undefined };

const NEW_RISK = "New since it was scheduled: ";

/**
 * Plans anew what is left, with this person's rights as they are now. A line that cannot be done, or that has a risk which
 * nobody accepted, is held; the others are planned without it. Throws FORBIDDEN where the person's role does not allow them,
 * CONFLICT where a change is not known any more.
 */
export async function judgeLines(
  asker: Viewer,
  row: StoredSchedule,
  { acknowledged, isByHand = false }: { acknowledged: readonly string[]; isByHand?: boolean },
): Promise<Judged> {
  const kept = await linesOf(row, { values: "schedules" });
  const asked = askedOf(row);
  const held: Record<string, string> = {};
  const leftAlone: Record<string, string> = {};
  let left = leftOf(row).flatMap((place): Given[] => {
    const line = kept[place];
    return line ? [{ place, line, asked: asked[place] }] : [];
  });
  const gone = await whatIsGone(left);
  for (const [place, reason] of gone) held[place] = reason;
  left = left.filter(({ place }) => !gone.has(place));
  // Each round takes a line away, so that it ends.
  for (;;) {
    if (left.length === 0) return { ready: [], held, leftAlone };
    const lines = await prepareLines(asker, { lines: left.map(({ line }) => line) }, { ask: "in doubt" });
    const refused = await refusedConnections(lines);
    const verdicts = lines.map((line, index): Verdict => {
      const change = isByHand || row.kind !== "end" ? undefined : changedSince(line, left[index]?.asked);
      return change === undefined
        ? { held: whyHeld(line, { acknowledged, refused, asked: isByHand ? undefined : left[index]?.asked }) }
        : { held: undefined, leftAlone: change };
    });
    const isReady = ({ held: why, leftAlone: alone }: Verdict) => why === undefined && alone === undefined;
    if (verdicts.every(isReady)) return { ready: lines.filter(isPrepared), held, leftAlone };
    for (const [index, verdict] of verdicts.entries()) {
      const place = left[index]?.place ?? -1;
      if (verdict.leftAlone !== undefined) leftAlone[place] = verdict.leftAlone;
      else if (verdict.held !== undefined) held[place] = verdict.held;
    }
    left = left.filter((_, index) => {
      const verdict = verdicts[index];
      return verdict !== undefined && isReady(verdict);
    });
  }
}

type Verdict = { held: string | undefined; leftAlone?: string };

/** What an end would take back and somebody else has changed. */
function changedSince({ planned }: Line, asked: AskedLine | undefined): string | undefined {
  if (!asked || planned.refusal || planned.skip || asked.before === planned.before) return undefined;
  return `Changed by somebody else since: it was ${asked.before}, and is ${planned.before}`;
}

type Known = {
  acknowledged: readonly string[];
  refused: ReadonlyMap<string, string>;
  /** What the line said when it was asked for; undefined where somebody looks at it now. */
  asked: AskedLine | undefined;
};

/** A kind of risk is accepted for the lines that had it: another line that has it by now is looked at by a person. */
function whyHeld(line: Line, { acknowledged, refused, asked }: Known): string | undefined {
  const { planned } = line;
  if (planned.refusal) return planned.refusal.reason;
  if (planned.skip) return undefined;
  const token = isPrepared(line) ? refused.get(line.connection.id) : undefined;
  if (token !== undefined) return `The stored token of ${token} is refused`;
  const isAccepted = ({ code, text }: PlanWarning): boolean =>
    acknowledged.includes(code) && (asked === undefined || asked.warnings.includes(text));
  const news = planned.warnings.filter((it) => it.confirm && it.code !== APPROVAL_CODE && !isAccepted(it));
  return news.length > 0 ? NEW_RISK + news.map(({ text }) => text).join(" ") : undefined;
}

/** The places of the lines that are left and can be planned for whoever looks. */
export async function plannable(row: StoredSchedule): Promise<number[]> {
  const kept = await linesOf(row);
  const left = leftOf(row).flatMap((place): Given[] => {
    const line = kept[place];
    return line ? [{ place, line, asked: undefined }] : [];
  });
  const gone = await whatIsGone(left);
  return left.map(({ place }) => place).filter((place) => !gone.has(place));
}

/** Lines whose team or connection is not there any more, or not for this person. */
async function whatIsGone(left: readonly Given[]): Promise<Map<number, string>> {
  const gone = new Map<number, string>();
  const there = new Map<string, Promise<boolean>>();
  const isThere = (table: "teams" | "connections", id: string): Promise<boolean> => {
    const key = `${table} ${id}`;
    const known = there.get(key) ?? exists(table, id);
    there.set(key, known);
    return known;
  };
  for (const { place, line } of left) {
    if (!("request" in line)) continue;
    const scope = kindOf(line.request.kind).scope(line.request.input as never);
    if (scope.teamId !== undefined && !(await isThere("teams", scope.teamId)))
      gone.set(place, "Its team is not there any more");
    else if (scope.connectionId !== undefined && !(await isThere("connections", scope.connectionId)))
      gone.set(place, "Its connection is not there any more");
  }
  return gone;
}

const exists = async (table: "teams" | "connections", id: string): Promise<boolean> => {
  const found =
    table === "teams"
      ? await db()
          .selectFrom("teams")
          .select("id")
          .where("id", "=", id)
          .where("removed_at", "is", null)
          .executeTakeFirst()
      : await db().selectFrom("connections").select("id").where("id", "=", id).executeTakeFirst();
  return found !== undefined;
};

/** Labels of connections whose vendor refuses the stored token. */
async function refusedConnections(lines: readonly Line[]): Promise<Map<string, string>> {
  const ids = [...new Set(lines.filter(isPrepared).map((line) => line.connection.id))];
  if (ids.length === 0) return new Map();
  const rows = await db()
    .selectFrom("connections")
    .select(["id", "label"])
    .where("id", "in", ids)
    .where("state", "=", "refused")
    .execute();
  return new Map(rows.map(({ id, label }) => [id, label]));
}
