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
/** A change as a request keeps it: no secret value is in it. */
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

/** Where the secret values of a request belong. */
export const valuesBinding = (approvalId: string): SealBinding => ({
  table: "approvals",
  column: "sealed_values",
  row: approvalId,
});

export const changesOf = (row: StoredApproval): StoredChange[] => JSON.parse(row.changes) as StoredChange[];
export const askedOf = (row: StoredApproval): AskedLine[] => JSON.parse(row.asked) as AskedLine[];

/** What a request does, in words made from its changes: nobody chooses them. */
export function titleOf(row: StoredApproval): string {
  const changes = changesOf(row);
  return batchName(
    askedOf(row).map(({ title, teamName = "", subject, email }, index) => ({
      kind: changes[index]?.kind ?? "member.setRole",
      ...{ title, teamName, ...(subject ? { subject } : {}), ...(email ? { email } : {}) },
    })),
  );
}

/** What whoever asked calls it, where that is something else. */
export const calledBy = (row: StoredApproval): string | undefined =>
  row.name === titleOf(row) ? undefined : row.name;

/** Stands in for a value while a request is only looked at: planning looks at no value. */
const UNSEEN = "unseen";

/**
 * A request's changes, to be planned again. With `values` those that wait sealed are opened, which only running it needs.
 * Throws CONFLICT where a change is no longer one that this version knows.
 */
export async function linesOf(
  row: StoredApproval,
  options: { values?: boolean } = {},
): Promise<SourceLine[]> {
  const values =
    options.values && row.sealed_values
      ? (JSON.parse(await unseal(row.sealed_values, valuesBinding(row.id))) as Record<string, string>)
      : {};
  return changesOf(row).map(({ kind, input, until, undoOf, warnings }, index) => {
    const parsed = CHANGE_INPUTS[kind].safeParse(
      kindOf(kind).hasValue ? { ...input, value: options.values ? values[index] : UNSEEN } : input,
    );
    if (!parsed.success)
      throw new AppError("CONFLICT", { reason: "A change of this request is not known any more" });
    return {
      request: { kind, input: parsed.data, ...(until ? { until } : {}) } as ChangeRequest,
      ...(undoOf ? { undoOf } : {}),
      ...(warnings ? { warnings } : {}),
    };
  });
}
