import "server-only";

/** Who writes rows: a run (which yields to newer changes), or a change of Rollcall's own (which is newer). */
export type WrittenBy = { run: RunMark } | { touchedAt: string };
/** `isFirst`: no run of the list was ever complete, so that hardly a row of it is in the store. */
export type RunMark = { id: string; startedAt: string; isFirst?: boolean };

/** What every synced row carries beside its data. */
export type Tracked = {
  missed: number;
  touched_at: string | null;
  removed_at: string | null;
};

/** A row of which a change of ours is newer than this run: the run leaves it alone. */
export const isTouchedSince = (row: Pick<Tracked, "touched_at">, run: RunMark): boolean =>
  row.touched_at !== null && row.touched_at >= run.startedAt;

/**
 * The columns of a row that a vendor's answer fills, said once each: all of the row's but `Fixed`, which are written when it
 * is made. A new column that is in neither does not compile.
 */
export const vendorColumns = <Row extends Tracked, Fixed extends keyof Row>(
  columns: Record<Exclude<keyof Row, Fixed | keyof Tracked>, true>,
) => Object.keys(columns) as Exclude<keyof Row, Fixed | keyof Tracked>[];

export type Edited<Row> = { before: Row; after: Row };
export type RowPlan<Row> = {
  /** Rows to insert or to overwrite. */
  write: Row[];
  /** Of those, the ones that were not live before. */
  added: Row[];
  /** Of those, the ones that were live and differ. */
  edited: Edited<Row>[];
};

/**
 * What of a vendor's page must be written. `incoming` holds each row once, as it should be stored; `existing` what the
 * store has under the same keys. Rows that are as before are not written: reading a list again writes nothing.
 */
export function planRows<Row extends Tracked>(
  incoming: ReadonlyMap<string, Row>,
  existing: ReadonlyMap<string, Row>,
  by: WrittenBy,
  compared: readonly (keyof Row)[],
): RowPlan<Row> {
  const plan: RowPlan<Row> = { write: [], added: [], edited: [] };
  for (const [key, row] of incoming) {
    const before = existing.get(key);
    if (before && "run" in by && isTouchedSince(before, by.run)) continue;
    if (!before || before.removed_at !== null) {
      plan.write.push(row);
      plan.added.push(row);
      continue;
    }
    if (compared.some((column) => before[column] !== row[column])) {
      plan.write.push(row);
      plan.edited.push({ before, after: row });
    } else if ("touchedAt" in by || before.missed !== 0) plan.write.push(row);
  }
  return plan;
}

/** The tracking columns of a row as it is written now. */
export function trackedBy(by: WrittenBy, before: Tracked | undefined): Tracked {
  return "run" in by
    ? { missed: 0, touched_at: before?.touched_at ?? null, removed_at: null }
    : { missed: 0, touched_at: by.touchedAt, removed_at: null };
}

/** Rows a statement can take: SQLite binds at most 32,766 values. */
export const ROWS_PER_STATEMENT = 500;

export function* chunks<T>(items: readonly T[], size = ROWS_PER_STATEMENT): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/** JSON of the fields that a vendor sent malformed; null when there are none. */
export const problemsText = (problems: string[] | undefined): string | null =>
  problems && problems.length > 0 ? JSON.stringify(problems) : null;

export const problemsOf = (text: string | null): string[] => (text ? (JSON.parse(text) as string[]) : []);

export const bit = (value: boolean): 0 | 1 => (value ? 1 : 0);
export const bitOrNull = (value: boolean | undefined): 0 | 1 | null =>
  value === undefined ? null : bit(value);
