import "server-only";
import type { Selectable } from "kysely";
import type { Until } from "#lib/changes/ends/schema.ts";
import { batchName } from "#lib/changes/journal/batch-name.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import {
  CHANGE_INPUTS,
  type ChangeRequest,
  type PlannedChange,
  type PlanWarning,
} from "#lib/changes/schema.ts";
import type { SourceLine } from "#lib/changes/types.ts";
import type { ChangeKindName } from "#lib/core/change-names.ts";
import { AppError } from "#lib/core/errors.ts";
import { type SealBinding, unseal } from "#lib/store/crypto/key-ring.ts";
import type { Tables } from "#lib/store/db/tables.ts";

export type StoredApproval = Selectable<Tables["approvals"]>;
/** Tables that keep plans: requests for approval, what waits for a time, and what programs asked to be planned. */
export type KeptIn = "approvals" | "schedules" | "plans";
/** What their rows have alike. */
export type Kept = Pick<StoredApproval, "id" | "name" | "changes" | "asked" | "sealed_values">;
/** A change as it is kept: no secret value is in it. */
export type StoredChange = {
  kind: ChangeKindName;
  input: Record<string, unknown>;
  /** When what it gives ends. */
  until?: Until;
  undoOf?: string;
  /** What only where it came from could say: a roster leaves out most of a team. */
  warnings?: PlanWarning[];
};
/** What a line said when it was asked for. */
export type AskedLine = Pick<PlannedChange, "title" | "before" | "after" | "email" | "people"> & {
  subject?: string;
  teamName?: string;
  warnings: string[];
};

/** Where the secret values of a kept plan belong. */
export const valuesBinding = (table: KeptIn, id: string): SealBinding => ({
  table,
  column: "sealed_values",
  row: id,
});

export const changesOf = (row: Pick<Kept, "changes">): StoredChange[] =>
  JSON.parse(row.changes) as StoredChange[];
export const askedOf = (row: Pick<Kept, "asked">): AskedLine[] => JSON.parse(row.asked) as AskedLine[];

/** What a kept plan does, in words made from its changes: nobody chooses them. */
export function titleOf(row: Pick<Kept, "changes" | "asked">): string {
  const changes = changesOf(row);
  return batchName(
    askedOf(row).map(({ title, teamName = "", subject, email }, index) => ({
      kind: changes[index]?.kind ?? "member.setRole",
      ...{ title, teamName, ...(subject ? { subject } : {}), ...(email ? { email } : {}) },
    })),
  );
}

/** What whoever asked calls it, where that is something else. */
export const calledBy = (row: Kept): string | undefined => (row.name === titleOf(row) ? undefined : row.name);

/** The secret values of a kept plan by the change's place, opened. */
export const openValues = async (
  row: Pick<Kept, "id" | "sealed_values">,
  table: KeptIn,
): Promise<Record<string, string>> =>
  row.sealed_values
    ? (JSON.parse(await unseal(row.sealed_values, valuesBinding(table, row.id))) as Record<string, string>)
    : {};

/** Stands in for a value while a plan is only looked at: planning looks at no value. */
export const UNSEEN = "unseen";

/**
 * The kept changes, to be planned again. `values`: the table whose sealed values are opened, which only running it needs.
 * Throws CONFLICT where a change is no longer one that this version knows.
 */
export async function linesOf(row: Kept, options: { values?: KeptIn } = {}): Promise<SourceLine[]> {
  const values = options.values ? await openValues(row, options.values) : {};
  return changesOf(row).map(({ kind, input, until, undoOf, warnings }, index) => {
    const parsed = CHANGE_INPUTS[kind].safeParse(
      kindOf(kind).hasValue ? { ...input, value: options.values ? values[index] : UNSEEN } : input,
    );
    if (!parsed.success)
      throw new AppError("CONFLICT", { reason: "One of these changes is not known any more" });
    return {
      request: { kind, input: parsed.data, ...(until ? { until } : {}) } as ChangeRequest,
      ...(undoOf ? { undoOf } : {}),
      ...(warnings ? { warnings } : {}),
    };
  });
}
