import "server-only";
import { planNow } from "#lib/changes/kept/plan-now.ts";
import type { Guard } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { assertTimeIsOpen, readWaiting } from "./control.ts";
import { judgeLines, plannable } from "./judge.ts";
import type { RunAnswer } from "./schema.ts";
import { startSchedule } from "./start.ts";
import { isApprovedByOther } from "./stored.ts";

/**
 * Runs what waits at once, as whoever presses, with their rights, if it is still the plan that they looked at: its risks are
 * accepted by that. What cannot be done stays held. Throws CONFLICT (not approved, nothing to do, begun already), FORBIDDEN,
 * NOT_FOUND.
 */
export async function runNow(
  viewer: Viewer,
  id: string,
  planDigest: string,
  guard?: Guard,
): Promise<RunAnswer> {
  const row = await readWaiting(viewer, id);
  if (row.approval_id !== null && !(await isApproved(row.approval_id)))
    throw new AppError("CONFLICT", { reason: "Nobody has approved it yet" });
  await assertTimeIsOpen(viewer, row);
  const { lines, plan } = await planNow(viewer, row, await plannable(row));
  if ("cannot" in plan || plan.digest !== planDigest) return { status: "changed" };
  const forbidden = lines.find(({ planned }) => planned.refusal?.code === "FORBIDDEN");
  if (forbidden?.planned.refusal)
    throw new AppError("FORBIDDEN", { reason: forbidden.planned.refusal.reason });
  const acknowledged = [
    ...new Set([...(JSON.parse(row.acknowledged) as string[]), ...plan.risks.map((risk) => risk.code)]),
  ];
  const judged = await judgeLines(viewer, row, { acknowledged, isByHand: true });
  if (judged.ready.every((one) => one.planned.skip))
    throw new AppError("CONFLICT", { reason: "Nothing of this can be done now: cancel it" });
  const batchId = await startSchedule(viewer, row, judged, {
    ...{ acknowledged, isApproved: await isApprovedByOther(row), lateMs: 0 },
    guard,
  });
  return { status: "started", batchId };
}

async function isApproved(approvalId: string): Promise<boolean> {
  const request = await db()
    .selectFrom("approvals")
    .select("state")
    .where("id", "=", approvalId)
    .executeTakeFirst();
  return request?.state === "approved";
}
