import "server-only";
import { sql } from "kysely";
import { tokensOf } from "#lib/changes/journal/tokens.ts";
import { planShown } from "#lib/changes/kept/plan-now.ts";
import { calledBy, type StoredApproval, titleOf } from "#lib/changes/kept/stored.ts";
import { digestAt, dueWords } from "#lib/changes/schedules/due.ts";
import type { AskingToken } from "#lib/changes/types.ts";
import { nowIsoByClock, nowMs } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { byToken } from "#lib/core/token-words.ts";
import { db } from "#lib/store/db/connection.ts";
import { readRules } from "./rules.ts";
import type { ApprovalRow } from "./schema.ts";

/** Requests that wait and are planned for one page, the oldest first, and so many that have ended, the newest first. */
const WAITING = 20;
const ENDED = 100;
const FORMER = "a former user";
const HOUR_MS = 3_600_000;

const waitingRows = () =>
  db().selectFrom("approvals").where("state", "=", "pending").where("expires_at", ">", nowIsoByClock());

/** Requests that wait, each with its plan as it is now, and what became of the others. */
export async function listApprovals(
  viewer: Viewer,
): Promise<{ waiting: ApprovalRow[]; more: number; ended: ApprovalRow[] }> {
  const [waiting, counted, ended] = await Promise.all([
    waitingRows().selectAll().orderBy("asked_at").orderBy("id").limit(WAITING).execute(),
    waitingRows().select(sql<number>`count(*)`.as("n")).executeTakeFirstOrThrow(),
    db()
      .selectFrom("approvals")
      .selectAll()
      .where((where) =>
        where.or([where("state", "!=", "pending"), where("expires_at", "<=", nowIsoByClock())]),
      )
      .orderBy("asked_at", "desc")
      .orderBy("id", "desc")
      .limit(ENDED)
      .execute(),
  ]);
  const names = await namesOf([...waiting, ...ended].flatMap((row) => [row.user_id, row.decided_by ?? ""]));
  const tokens = await tokensOf([...waiting, ...ended].map((row) => row.token_id));
  const schedules = await schedulesOf(waiting.map((row) => row.id));
  const shown: ApprovalRow[] = [];
  for (const row of waiting) {
    const scheduled = schedules.get(row.id);
    const plan = await planShown(viewer, row);
    const { id, when, dueAt } = scheduled ?? {};
    shown.push({
      ...toRow(row, viewer, { names, tokens }),
      ...(id && when ? { scheduled: { id, when } } : {}),
      plan: dueAt && "digest" in plan ? { ...plan, digest: digestAt(plan.digest, dueAt) } : plan,
    });
  }
  return {
    waiting: shown,
    more: Number(counted.n) - shown.length,
    ended: ended.map((row) => toRow(row, viewer, { names, tokens })),
  };
}

type Scheduled = { id: string; when: string; dueAt: string };

/** When what is asked for would be done, by the request, where that is not at once. */
async function schedulesOf(ids: readonly string[]): Promise<Map<string, Scheduled>> {
  if (ids.length === 0) return new Map();
  const rows = await db()
    .selectFrom("schedules")
    .select(["id", "approval_id", "due_at", "zone"])
    .where("approval_id", "in", ids)
    .execute();
  return new Map(
    rows.map((row): [string, Scheduled] => [
      row.approval_id ?? "",
      { id: row.id, when: dueWords(row), dueAt: row.due_at },
    ]),
  );
}

type Who = { name: string; email: string };

async function namesOf(ids: readonly string[]): Promise<Map<string, Who>> {
  const wanted = [...new Set(ids)].filter(Boolean);
  if (wanted.length === 0) return new Map();
  const users = await db()
    .selectFrom("users")
    .select(["id", "name", "email"])
    .where("id", "in", wanted)
    .execute();
  return new Map(users.map(({ id, name, email }) => [id, { name: name || email, email }]));
}

type Known = { names: ReadonlyMap<string, Who>; tokens: ReadonlyMap<string, AskingToken> };

function toRow(row: StoredApproval, viewer: Viewer, { names, tokens }: Known): ApprovalRow {
  const asker = names.get(row.user_id);
  const decider = row.decided_by ? names.get(row.decided_by) : undefined;
  const called = calledBy(row);
  const isLate = row.state === "pending" && row.expires_at <= nowIsoByClock();
  return {
    id: row.id,
    name: titleOf(row),
    ...(called ? { called } : {}),
    state: isLate ? "expired" : row.state,
    askedBy: byToken(asker?.name ?? FORMER, tokens.get(row.token_id ?? "")),
    ...(asker ? { askedByEmail: asker.email } : {}),
    askedAt: row.asked_at,
    expiresAt: row.expires_at,
    hoursLeft: Math.max(0, Math.ceil((Date.parse(row.expires_at) - nowMs()) / HOUR_MS)),
    size: row.size,
    isMine: row.user_id === viewer.userId,
    mayDecide: row.user_id !== viewer.userId || (row.token_id !== null && row.owner_may === 1),
    ...(row.decided_by ? { decidedBy: decider?.name ?? FORMER } : {}),
    ...(decider ? { decidedByEmail: decider.email } : {}),
    ...(row.decided_at ? { decidedAt: row.decided_at } : {}),
    ...(row.reason ? { reason: row.reason } : {}),
    ...(row.batch_id ? { batchId: row.batch_id } : {}),
  };
}

/** One request, and what became of it: one's own, and anybody's for who may see them. Throws NOT_FOUND. */
export async function getApproval(viewer: Viewer, id: string): Promise<ApprovalRow> {
  const row = await db().selectFrom("approvals").selectAll().where("id", "=", id).executeTakeFirst();
  const { role, scope } = viewer;
  if (!row || (row.user_id !== viewer.userId && !can({ role, scope }, "approval.read")))
    throw new AppError("NOT_FOUND", { reason: "There is no such request" });
  const [names, tokens] = await Promise.all([
    namesOf([row.user_id, row.decided_by ?? ""]),
    tokensOf([row.token_id]),
  ]);
  return toRow(row, viewer, { names, tokens });
}

/** Whether the page of approvals is shown at all, and how many requests wait there for the viewer's decision. */
export async function approvalsInNav(viewer: Viewer): Promise<{ isShown: boolean; waiting: number }> {
  if (!can(viewer, "approval.read")) return { isShown: false, waiting: 0 };
  const any = await db().selectFrom("approvals").select("id").limit(1).executeTakeFirst();
  if (!any) return { isShown: (await readRules()).length > 0, waiting: 0 };
  const counted = await waitingRows()
    .select(sql<number>`count(*)`.as("n"))
    .where((where) => where.or([where("user_id", "!=", viewer.userId), where("owner_may", "=", 1)]))
    .executeTakeFirstOrThrow();
  return { isShown: true, waiting: Number(counted.n) };
}
