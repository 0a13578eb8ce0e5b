import "server-only";
import type { Submission } from "#lib/changes/apply.ts";
import { insertBatch } from "#lib/changes/journal/journal.ts";
import { runnerHere } from "#lib/changes/journal/notify.ts";
import { dropValue, holdValue, valueBinding } from "#lib/changes/journal/values.ts";
import type { Line, Prepared } from "#lib/changes/plan/plan.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { seal } from "#lib/store/crypto/key-ring.ts";
import type { Tx } from "#lib/store/db/connection.ts";

/** Values of more changes than this wait sealed in the store rather than in memory. */
const IN_MEMORY = 20;

/** What is begun with some changes. */
export type Begun = {
  submission: Submission;
  digest: string;
  undoOfBatch?: string | null | undefined;
  guard?: ((changes: readonly Prepared[]) => Promise<void>) | undefined;
  /** What happens in the transaction that journals the changes, or neither does. */
  within?: ((tx: Tx, batchId: string) => Promise<void>) | undefined;
};

/** Journals prepared changes and hands them to the runner; undefined when their key was taken by then. */
export async function begin(
  viewer: Viewer,
  prepared: readonly Prepared[],
  begun: Begun,
): Promise<string | undefined> {
  await begun.guard?.(prepared);
  const batchId = newId();
  const ids = prepared.map(() => newId());
  const sealed = await placeValues(prepared, ids);
  const runner = runnerHere();
  const { guard: _guard, ...rest } = begun;
  const groups = await insertBatch(
    viewer,
    { ...rest, batchId, ids, prepared, sealed },
    runner !== undefined,
  ).catch((error: unknown) => {
    ids.forEach(dropValue);
    throw error;
  });
  if (!groups) {
    ids.forEach(dropValue);
    return undefined;
  }
  runner?.begin(groups);
  return batchId;
}

/**
 * Runs what was approved, as who asked for it. `within` ends the request in the same transaction: it becomes one batch or
 * none. Returns the batch's id without waiting for its outcome. Throws CONFLICT where nothing can be done, or where there
 * is a risk that nobody accepted.
 */
export async function applyPrepared(
  viewer: Viewer,
  lines: readonly Line[],
  begun: Begun & { within: NonNullable<Begun["within"]> },
): Promise<string> {
  const accepted = new Set(begun.submission.acknowledged);
  const ready = lines.filter(({ planned }) => !planned.refusal);
  if (
    ready.some(
      ({ planned }) => !planned.skip && planned.warnings.some((it) => it.confirm && !accepted.has(it.code)),
    )
  )
    throw new AppError("CONFLICT", {
      reason: "It carries another risk by now: it has to be asked for again",
    });
  const prepared = ready.flatMap((line) => line.prepared ?? []);
  if (prepared.every((one) => one.planned.skip))
    throw new AppError("CONFLICT", { reason: "Nothing of this request can be done any more: refuse it" });
  const batchId = await begin(viewer, prepared, begun);
  if (batchId === undefined) throw new AppError("CONFLICT", { reason: "This request was approved already" });
  return batchId;
}

/** Few values stay in memory; those of a long batch wait sealed. Returns the sealed ones by change. */
async function placeValues(
  prepared: readonly Prepared[],
  ids: readonly string[],
): Promise<Map<string, string>> {
  const sealed = new Map<string, string>();
  const withValue = prepared.filter((one) => one.value !== undefined && !one.planned.skip).length;
  for (const [index, one] of prepared.entries()) {
    const id = ids[index];
    if (one.value === undefined || one.planned.skip || id === undefined) continue;
    if (withValue <= IN_MEMORY) holdValue(id, one.value);
    else sealed.set(id, await seal(one.value, valueBinding(id)));
  }
  return sealed;
}
