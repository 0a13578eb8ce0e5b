import "server-only";
import { requestOfKey } from "#lib/changes/approvals/ask.ts";
import { ANSWERED } from "#lib/changes/constants.ts";
import { batchOfKey } from "#lib/changes/journal/batch-row.ts";
import { getBatchOutcome } from "#lib/changes/journal/data.ts";
import { isUnderWay } from "#lib/changes/journal/under-way.ts";
import type { FoundSubmission } from "#lib/changes/schema.ts";
import type { Viewer } from "#lib/core/permissions.ts";

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
  const request = await requestOfKey(viewer.userId, key);
  if (request) return { status: "requested", approvalId: request.id };
  return { status: isWorking ? "working" : "none" };
}
