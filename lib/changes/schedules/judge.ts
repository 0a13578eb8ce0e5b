import "server-only";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";
import { type AskedLine, askedOf, linesOf } from "#lib/changes/kept/stored.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import { isPrepared } from "#lib/changes/plan/lines.ts";
import { prepareLines } from "#lib/changes/plan/plan.ts";
import type { Line, Prepared, SourceLine } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { leftOf, type StoredSchedule } from "./stored.ts";

/** What becomes of the lines that are left: which can begin, and why each of the others is held, by its place. */
export type Judged = { ready: Prepared[]; placesOf: number[]; held: Record<string, string> };

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
  acknowledged: readonly string[],
): Promise<Judged> {
  const kept = await linesOf(row, { values: "schedules" });
  const asked = askedOf(row);
  const held: Record<string, string> = {};
  let left = leftOf(row).flatMap((place): Given[] => {
    const line = kept[place];
    return line ? [{ place, line, asked: asked[place] }] : [];
  });
  const gone = await whatIsGone(left);
  for (const [place, reason] of gone) held[place] = reason;
  left = left.filter(({ place }) => !gone.has(place));
  // Each round holds a line more, so that it ends.
  for (;;) {
    if (left.length === 0) return { ready: [], placesOf: [], held };
    const lines = await prepareLines(asker, { lines: left.map(({ line }) => line) }, { ask: "in doubt" });
    const refused = await refusedConnections(lines);
    const reasons = lines.map((line, index) => whyHeld(row, line, left[index], acknowledged, refused));
    if (reasons.every((reason) => reason === undefined))
      return { ready: lines.filter(isPrepared), placesOf: left.map(({ place }) => place), held };
    for (const [index, reason] of reasons.entries())
      if (reason !== undefined) held[left[index]?.place ?? ""] = reason;
    left = left.filter((_, index) => reasons[index] === undefined);
  }
}

function whyHeld(
  row: StoredSchedule,
  line: Line,
  given: Given | undefined,
  acknowledged: readonly string[],
  refused: ReadonlyMap<string, string>,
): string | undefined {
  const { planned } = line;
  if (planned.refusal) return planned.refusal.reason;
  if (planned.skip) return undefined;
  if (row.kind === "end" && given?.asked && given.asked.before !== planned.before)
    return `Changed by somebody else since: it was ${given.asked.before}, and is ${planned.before}`;
  const token = isPrepared(line) ? refused.get(line.connection.id) : undefined;
  if (token !== undefined) return `The stored token of ${token} is refused`;
  const news = planned.warnings.filter(
    ({ confirm, code }) => confirm && code !== APPROVAL_CODE && !acknowledged.includes(code),
  );
  return news.length > 0 ? NEW_RISK + news.map(({ text }) => text).join(" ") : undefined;
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

/** Why all of it has to wait for a person, where planning it failed as a whole. */
export const whyNone = (error: unknown): string => {
  if (!(error instanceof AppError)) throw error;
  if (error.code === "FORBIDDEN") return "Whoever asked for this may not do it any more";
  return error.reason ?? "It cannot be planned any more";
};
