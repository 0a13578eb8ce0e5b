import "server-only";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";
import { REMOVES_MANY } from "#lib/changes/constants.ts";
import { batchName } from "#lib/changes/journal/batch-name.ts";
import { undoneBy } from "#lib/changes/journal/journal.ts";
import type { Submission } from "#lib/changes/schema.ts";
import type { Prepared } from "#lib/changes/types.ts";
import type { ChangeKindName } from "#lib/core/change-names.ts";
import { seal } from "#lib/store/crypto/key-ring.ts";
import type { KeptColumns } from "#lib/store/db/tables.ts";
import { type AskedLine, type KeptIn, type StoredChange, valuesBinding } from "./stored.ts";

/** Where a change is: for who may see what is kept. */
export type Place = { connection_id: string; team_id: string | null; kind: ChangeKindName };

export type Keeping = {
  /** The columns that a request and a schedule have alike. */
  columns: KeptColumns;
  places: Place[];
  kinds: ChangeKindName[];
  /** What it does, in words made from its changes. */
  title: string;
  asked: AskedLine[];
};

/** A line of a plan as it is kept: the change without any value, and what it said. */
export function keptLine(one: Prepared): { change: StoredChange; asked: AskedLine; place: Place } {
  const { planned } = one;
  const warnings = planned.warnings.filter(({ code }) => code === REMOVES_MANY);
  return {
    change: {
      kind: one.name,
      input: one.input,
      ...(one.until ? { until: one.until } : {}),
      ...(one.undoOf ? { undoOf: one.undoOf } : {}),
      ...(warnings.length > 0 ? { warnings } : {}),
    },
    asked: {
      ...{ title: planned.title, before: planned.before, after: planned.after },
      ...{ subject: planned.subject, teamName: planned.teamName },
      ...(planned.email ? { email: planned.email } : {}),
      ...(planned.people ? { people: planned.people } : {}),
      warnings: planned.warnings.filter((it) => it.confirm && it.code !== APPROVAL_CODE).map((it) => it.text),
    },
    place: { connection_id: one.connection.id, team_id: one.team?.id ?? null, kind: one.name },
  };
}

/** Each place once. */
export const eachOnce = (places: readonly Place[]): Place[] => [
  ...new Map(places.map((place) => [JSON.stringify(place), place])).values(),
];

/**
 * A plan as it is kept until somebody has decided or its time has come: the very changes that were shown, not the filter or
 * file that they came from, and their secret values sealed to row `id` of the table, or not at all.
 */
export async function keep(
  submission: Submission,
  prepared: readonly Prepared[],
  sealTo: { table: KeptIn; id: string } | undefined,
): Promise<Keeping> {
  const ready = prepared.filter((one) => !one.planned.skip);
  const values = Object.fromEntries(
    ready.flatMap((one, index) => (one.value === undefined ? [] : [[index, one.value]])),
  );
  const hasValues = sealTo !== undefined && Object.keys(values).length > 0;
  const title = batchName(ready.map((one) => one.planned));
  const lines = ready.map(keptLine);
  const undone = undoneBy(submission);
  return {
    columns: {
      name: submission.name || title,
      size: ready.length,
      changes: JSON.stringify(lines.map(({ change }) => change)),
      asked: JSON.stringify(lines.map(({ asked }) => asked)),
      acknowledged: JSON.stringify(submission.acknowledged.filter((code) => code !== APPROVAL_CODE)),
      undo_of: undone.change,
      undo_of_batch: undone.batch,
      sealed_values: hasValues
        ? await seal(JSON.stringify(values), valuesBinding(sealTo.table, sealTo.id))
        : null,
      offboards: submission.offboards ? JSON.stringify(submission.offboards) : null,
    },
    places: eachOnce(lines.map(({ place }) => place)),
    kinds: [...new Set(ready.map((one) => one.name))],
    title,
    asked: lines.map(({ asked }) => asked),
  };
}
