import { grouped } from "#lib/core/grouped.ts";
import type { ActivityRow } from "#lib/directory/activity/schema.ts";

/**
 * Puts a batch's changes that were already so into one row, where the newest of them stands: "12 were already so". How many
 * there are is the batch's own count, also while older ones have not been read.
 */
export function foldSkipped(rows: readonly ActivityRow[]): ActivityRow[] {
  const folded = new Set<string>();
  return rows.flatMap((row) => {
    const { batch } = row;
    if (row.outcome !== "skipped" || !batch?.skipped || batch.skipped < 2) return row;
    if (folded.has(batch.id)) return [];
    folded.add(batch.id);
    const { id, at, who, outcome } = row;
    const what = [{ text: `${grouped(batch.skipped)} were already so` }];
    return { id: `${id} folded`, at, who, what, outcome, batch };
  });
}

/** The page of a row's batch; of a folded row, what was already so in it. */
export const batchHref = ({ batch, outcome }: ActivityRow): string | undefined =>
  batch &&
  `/activity/batches/${encodeURIComponent(batch.id)}${outcome === "skipped" && (batch.skipped ?? 0) > 1 ? "?outcome=skipped" : ""}`;
