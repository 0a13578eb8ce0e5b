import "server-only";
import { recordOffboarding } from "#lib/changes/offboarding/mutations.ts";
import { readLeaving } from "#lib/changes/offboarding/record.ts";
import type { Submission } from "#lib/changes/schema.ts";
import { logError } from "#lib/core/log.ts";
import type { Viewer } from "#lib/core/permissions.ts";

/** Of an offboarding: what stands beside its batch. The batch itself is on its way whatever becomes of this. */
export async function recordLeaving(
  asker: Viewer,
  row: { offboards: string | null },
  batchId: string,
): Promise<void> {
  if (row.offboards === null) return;
  const { personId, unreached } = JSON.parse(row.offboards) as NonNullable<Submission["offboards"]>;
  try {
    const leaving = await readLeaving(asker, batchId, personId);
    await recordOffboarding(asker, { batchId, personId, unreached, ...leaving });
  } catch (error) {
    logError(error, { at: "kept offboarding", batchId });
  }
}
