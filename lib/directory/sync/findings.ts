import "server-only";
import type { Selectable } from "kysely";
import { newId } from "#lib/core/ids.ts";
import { perProcess } from "#lib/core/per-process.ts";
import type { StoredMember } from "#lib/directory/members/stored.ts";
import type { StoredSecret } from "#lib/directory/secrets/mutations.ts";
import type { ListRow } from "#lib/directory/sync/lists.ts";
import type { StoredTeam } from "#lib/directory/teams/mutations.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { chunks, type Edited, type RowPlan } from "#lib/store/db/synced-rows.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { textKey } from "#lib/store/db/text-key.ts";
import { tellOutside } from "#lib/store/outbox/tell.ts";

/** Something that changed at the vendor without Rollcall: an observation, once a complete run confirms the list. */
export type Finding = Pick<
  Selectable<Tables["observations"]>,
  "kind" | "subject" | "data" | "at" | "search_key"
>;
type Kind = Finding["kind"];

const finding = (kind: Kind, subject: string, at: string, data: Record<string, unknown>): Finding => {
  const words = Object.values(data).filter((value) => typeof value === "string");
  const search_key = textKey([kind, subject, ...words].join(" "), SEARCH_LENGTH);
  return { kind, subject, at, data: JSON.stringify(data), search_key };
};
const SEARCH_LENGTH = 512;

/** Whether an edit is news: since the last complete run began, no change of ours touched the row. */
const isForeign = <Row extends { touched_at: string | null }>(
  { before }: Edited<Row>,
  sinceIso: string,
): boolean => before.touched_at === null || before.touched_at < sinceIso;

const person = (row: StoredMember) => ({ name: row.name, email: row.email });

export const memberFindings = (plan: RowPlan<StoredMember>, sinceIso: string, at: string): Finding[] => [
  ...plan.added.map((row) =>
    finding("member.joined", row.user_id, at, { ...person(row), role: row.role, status: row.status }),
  ),
  ...plan.edited
    .filter((edit) => edit.before.role !== edit.after.role && isForeign(edit, sinceIso))
    .map(({ before, after }) =>
      finding("member.roleChanged", after.user_id, at, {
        ...person(after),
        before: before.role,
        after: after.role,
      }),
    ),
];
export const memberLeft = (row: StoredMember, at: string): Finding =>
  finding("member.left", row.user_id, at, { ...person(row), role: row.role, status: row.status });

export const secretFindings = (plan: RowPlan<StoredSecret>, sinceIso: string, at: string): Finding[] => [
  ...plan.added.map((row) => finding("secret.created", row.name, at, { name: row.name })),
  ...plan.edited
    .filter(
      (edit) =>
        edit.after.modified_at !== null &&
        edit.before.modified_at !== edit.after.modified_at &&
        isForeign(edit, sinceIso),
    )
    .map(({ before, after }) =>
      finding("secret.rotated", after.name, at, {
        name: after.name,
        before: before.modified_at,
        after: after.modified_at,
      }),
    ),
];
export const secretDeleted = (row: StoredSecret, at: string): Finding =>
  finding("secret.deleted", row.name, at, { name: row.name });

export const teamFindings = (plan: RowPlan<StoredTeam>, sinceIso: string, at: string): Finding[] => [
  ...plan.added.map((row) => finding("team.created", row.vendor_team_id, at, { name: row.name })),
  ...plan.edited
    .filter((edit) => edit.before.name !== edit.after.name && isForeign(edit, sinceIso))
    .map(({ before, after }) =>
      finding("team.renamed", after.vendor_team_id, at, { before: before.name, after: after.name }),
    ),
];
export const teamDeleted = (row: StoredTeam, at: string): Finding =>
  finding("team.deleted", row.vendor_team_id, at, { name: row.name });

/** When the last complete run of a list began. Undefined before the first: then nothing is news. */
export const lastBegan = (list: ListRow): string | undefined =>
  list.synced_at === null
    ? undefined
    : new Date(Date.parse(list.synced_at) - (list.last_duration_ms ?? 0)).toISOString();

const MAX_KEPT = 5_000;
// A run that fails has written rows already, so the next one finds nothing new in them.
const kept = () => perProcess("sync-findings", () => new Map<string, Finding[]>());

/** Keeps what a failed run found for the next complete run of the list. */
export function keepFindings(listId: string, findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  kept().set(listId, [...(kept().get(listId) ?? []), ...findings].slice(0, MAX_KEPT));
}
export const keptFindings = (listId: string): Finding[] => kept().get(listId) ?? [];
export const forgetFindings = (listId: string): boolean => kept().delete(listId);

/** Puts findings on record. */
export async function recordFindings(tx: Tx, list: ListRow, findings: readonly Finding[]): Promise<void> {
  for (const some of chunks(findings)) {
    await tx
      .insertInto("observations")
      .values(
        some.map((found) => ({
          id: newId(),
          connection_id: list.connection_id,
          team_id: list.team_id,
          ...found,
        })),
      )
      .execute();
  }
  await tellOutside(tx, list, findings);
}
