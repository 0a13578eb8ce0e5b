import "server-only";
import type { Viewer } from "#lib/auth/permissions.ts";
import { readBatch } from "#lib/changes/batch-row.ts";
import { descriptionOf, inputOf } from "#lib/changes/journal.ts";
import { db } from "#lib/db/connection.ts";
import { AppError } from "#lib/errors.ts";
import { checklistFor, type LeavingPlace, ownTokens } from "#lib/offboarding/checklist.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/**
 * Whom a batch takes out and what remains to be done by hand, read from the batch itself, so that it does not matter
 * how far it is. Throws NOT_FOUND, and INVALID_INPUT for a batch that is no offboarding.
 */
export async function readLeaving(
  viewer: Viewer,
  batchId: string,
): Promise<{ label: string; email?: string; checklist: string[] }> {
  await readBatch(viewer, batchId);
  const changes = await db()
    .selectFrom("changes")
    .innerJoin("connections", "connections.id", "changes.connection_id")
    .select(["changes.kind", "changes.connection_id", "changes.description", "changes.input"])
    .select(["connections.vendor", "connections.target_name"])
    .where("batch_id", "=", batchId)
    .orderBy("seq")
    .execute();
  const [first] = changes;
  if (
    !first ||
    changes.some((change) => change.kind !== "member.remove" && change.kind !== "org.removeMember")
  )
    throw new AppError("INVALID_INPUT", { reason: "This batch is no offboarding" });
  const leaves = new Set(
    changes.flatMap((change) => (change.kind === "org.removeMember" ? [change.connection_id] : [])),
  );
  const places = new Map<string, LeavingPlace>();
  for (const [index, change] of changes.entries()) {
    const userId = String(inputOf(change).userId ?? "");
    const at = { vendor: change.vendor, connectionId: change.connection_id, userId };
    if (change.kind === "member.remove")
      places.set(`${index}`, { ...at, kind: "team", teamName: descriptionOf(change).teamName });
    if (VENDOR_FACTS[change.vendor].capabilities.organization)
      places.set(`organization ${change.connection_id}`, {
        ...at,
        kind: "organization",
        teamName: change.target_name,
        stays: !leaves.has(change.connection_id),
      });
  }
  const { subject, email } = descriptionOf(first);
  const list = [...places.values()];
  return {
    label: subject,
    ...(email ? { email } : {}),
    checklist: checklistFor(subject, list, await ownTokens(list)),
  };
}
