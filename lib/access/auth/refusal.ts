import "server-only";
import { noteUse } from "#lib/access/tokens/uses.ts";
import { perProcess } from "#lib/core/per-process.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendOnce } from "#lib/store/audit/repeats.ts";
import { actorOf } from "./actor.ts";

/** A viewer is read anew for each request: who stands here was refused in the one that still runs. */
const recorded = () => perProcess("recorded-refusals", () => new WeakSet<Viewer>());

/**
 * Writes a refusal into the audit log, by the permission that was missing. The same one of the same session is counted
 * for ten minutes and then told as one event: nobody makes the log grow by asking on.
 */
export async function recordRefusal(viewer: Viewer, what: string, address?: string): Promise<void> {
  recorded().add(viewer);
  noteUse(viewer.sessionId, "refused");
  await appendOnce({
    key: `refused ${viewer.sessionId} ${what}`,
    event: {
      action: "access.refused",
      actor: actorOf(viewer, address),
      outcome: "failed",
      facts: { permission: what, role: viewer.role },
    },
    isCounted: true,
  });
}

/** Whether this request's refusal is in the audit log, so that it is not told twice. */
export const isRefusalRecorded = (viewer: Viewer): boolean => recorded().has(viewer);
