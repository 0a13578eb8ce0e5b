import "server-only";
import { requestOfKey } from "#lib/changes/approvals/ask.ts";
import { ANSWERED } from "#lib/changes/constants.ts";
import { batchOfKey, getBatchOutcome } from "#lib/changes/journal/data.ts";
import { scheduleOfKey } from "#lib/changes/schedules/make.ts";
import type { FoundSubmission } from "#lib/changes/schema.ts";
import { perProcess } from "#lib/core/per-process.ts";
import type { Viewer } from "#lib/core/permissions.ts";

const counts = () => perProcess("submissions-under-way", () => new Map<string, number>());
const nameOf = (userId: string, key: string): string => `${userId} ${key}`;

/** Runs what a submission asks for. Until it ended, who asks by its key hears that this process is still at it. */
export async function whileUnderWay<T>(userId: string, key: string, work: () => Promise<T>): Promise<T> {
  const name = nameOf(userId, key);
  counts().set(name, (counts().get(name) ?? 0) + 1);
  try {
    return await work();
  } finally {
    const left = (counts().get(name) ?? 1) - 1;
    if (left > 0) counts().set(name, left);
    else counts().delete(name);
  }
}

/** Whether this process is working on a submission of this user with this key. */
export const isUnderWay = (userId: string, key: string): boolean => counts().has(nameOf(userId, key));

/**
 * What became of the viewer's own submission with this key, for a browser that lost the answer. "none": no record of it, and
 * this process is not working on it; somebody else's key is "none" as well.
 */
export async function findSubmission(viewer: Viewer, key: string): Promise<FoundSubmission> {
  // Asked before the store is: what ends in between is in the store by then.
  const isWorking = isUnderWay(viewer.userId, key);
  const batch = await batchOfKey(viewer.userId, key);
  if (batch)
    return {
      status: "accepted",
      batch:
        batch.size > ANSWERED
          ? { batchId: batch.id, finished: false, changes: [] }
          : await getBatchOutcome(viewer, batch.id),
    };
  const waits = await scheduleOfKey(viewer.userId, key);
  if (waits) return { status: "scheduled", scheduleId: waits.id, dueAt: waits.due_at };
  const request = await requestOfKey(viewer.userId, key);
  if (request) return { status: "requested", approvalId: request.id };
  return { status: isWorking ? "working" : "none" };
}
