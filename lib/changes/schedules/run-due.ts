import "server-only";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { runEnd } from "#lib/changes/ends/run-end.ts";
import { askerOf } from "#lib/changes/kept/asker.ts";
import { nowIsoByClock, nowMs } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { endSchedule, holdSchedule, isOvertaken } from "./end.ts";
import { judgeLines } from "./judge.ts";
import { TOO_LATE_MS } from "./late.ts";
import { startSchedule } from "./start.ts";
import { isApprovedByOther, type StoredSchedule } from "./stored.ts";

const AT_ONCE = 20;

/** Begins or holds what is due. A row that cannot be looked at holds up no other; the first such error is thrown at the end. */
export async function runDue(signal?: AbortSignal): Promise<void> {
  const failures: unknown[] = [];
  // Those behind have their turn too: what fails stays in front.
  for (let last: StoredSchedule | undefined; ; ) {
    const due = await dueAfter(last);
    for (const row of due) {
      if (signal?.aborted) return;
      await runOne(row).catch((error: unknown) => {
        // Another process was faster, or somebody moved or cancelled it meanwhile.
        if (!isOvertaken(error)) failures.push(error);
      });
    }
    last = due.at(-1);
    if (!last || due.length < AT_ONCE) break;
  }
  if (failures.length > 0) throw failures[0];
}

const dueAfter = (last: StoredSchedule | undefined): Promise<StoredSchedule[]> => {
  const due = db()
    .selectFrom("schedules")
    .selectAll()
    .where("state", "=", "scheduled")
    .where("due_at", "<=", nowIsoByClock())
    .orderBy("due_at")
    .orderBy("id")
    .limit(AT_ONCE);
  const behind = last
    ? due.where((where) =>
        where.or([
          where("due_at", ">", last.due_at),
          where.and([where("due_at", "=", last.due_at), where("id", ">", last.id)]),
        ]),
      )
    : due;
  return behind.execute();
};

async function runOne(row: StoredSchedule): Promise<void> {
  const hold = (reason: string, lines?: Record<string, string>) =>
    transact((tx) => holdSchedule(tx, row, reason, lines));
  const lateMs = nowMs() - Date.parse(row.due_at);
  if (lateMs > TOO_LATE_MS && row.kind !== "end")
    return hold("Its time was more than a day ago when Rollcall was running again");
  const notYet = (await whyNotApproved(row)) ?? (await whyStopped(row));
  if (notYet) return hold(notYet);
  try {
    // However late: access that was given for a time must end.
    if (row.kind === "end") return await runEnd(row, lateMs);
    const asker = await askerOf(row.user_id);
    await seeingAs(asker, () => beginAs(asker, row, lateMs, hold));
  } catch (error) {
    if (isOvertaken(error) || !(error instanceof AppError)) throw error;
    await hold(whyNone(error));
  }
}

async function beginAs(
  asker: Viewer,
  row: StoredSchedule,
  lateMs: number,
  hold: (reason: string, lines?: Record<string, string>) => Promise<void>,
): Promise<void> {
  const acknowledged = JSON.parse(row.acknowledged) as string[];
  const judged = await judgeLines(asker, row, { acknowledged });
  if (judged.ready.length > 0) {
    await startSchedule(asker, row, judged, {
      acknowledged,
      isApproved: await isApprovedByOther(row),
      lateMs,
    });
    return;
  }
  const [why] = Object.values(judged.held);
  if (why !== undefined)
    return hold(row.size === 1 ? why : "None of it can be done as it was seen", judged.held);
  const [alone = "There is nothing left to do"] = Object.values(judged.leftAlone);
  await transact((tx) =>
    endSchedule(tx, row, "system", { state: "ended", action: "schedule.leave", reason: alone }),
  );
}

async function whyNotApproved(row: StoredSchedule): Promise<string | undefined> {
  if (row.approval_id === null) return undefined;
  const request = await db()
    .selectFrom("approvals")
    .select("state")
    .where("id", "=", row.approval_id)
    .executeTakeFirst();
  if (request?.state === "approved") return undefined;
  return request?.state === "pending" ? "Nobody has approved it" : "It was not approved";
}

/** What a program scheduled and no person has looked at since does not outlive its token: whoever ended that one stops it too. */
async function whyStopped(row: StoredSchedule): Promise<string | undefined> {
  if (row.kind === "end" || row.token_id === null || row.approval_id !== null) return undefined;
  const token = await db()
    .selectFrom("api_tokens")
    .select("ended_at")
    .where("id", "=", row.token_id)
    .executeTakeFirst();
  const isEnded = token !== undefined && token.ended_at !== null && token.ended_at >= row.changed_at;
  return isEnded ? "The token that asked for it was ended" : undefined;
}

/** Why all of it has to wait for a person, where planning it failed as a whole. */
function whyNone(error: AppError): string {
  if (error.code === "FORBIDDEN") return "Whoever asked for this may not do it any more";
  return error.reason ?? "It cannot be planned any more";
}
