import "server-only";
import type { Selectable } from "kysely";
import type { Tx } from "#lib/db/connection.ts";
import type { Tables } from "#lib/db/tables.ts";
import { textKey } from "#lib/db/text-key.ts";
import { newId } from "#lib/ids.ts";
import { bumpVersion, listId } from "#lib/sync/lists.ts";
import {
  bitOrNull,
  chunks,
  planRows,
  problemsText,
  type RowPlan,
  trackedBy,
  type WrittenBy,
} from "#lib/sync/rows.ts";
import type { VendorSecret } from "#lib/vendors/port.ts";

export type StoredSecret = Selectable<Tables["secrets"]>;
export type SecretTeam = { id: string; connectionId: string };

const DATA = ["name_key", "created_at", "modified_at", "in_use", "problems", "rotated_at"] as const;
const TRACKED = ["seen_run", "missed", "touched_at", "removed_at"] as const;

function toStored(
  team: SecretTeam,
  secret: VendorSecret,
  by: WrittenBy,
  before: StoredSecret | undefined,
  rotatedAt: string | undefined,
): StoredSecret {
  const live = before?.removed_at === null ? before : undefined;
  // Create and update do not say whether it is in use: what was known still holds.
  const inUse = bitOrNull(secret.inUse) ?? ("touchedAt" in by ? (live?.in_use ?? null) : null);
  return {
    id: before?.id ?? newId(),
    team_id: team.id,
    connection_id: team.connectionId,
    name: secret.name,
    name_key: textKey(secret.name),
    created_at: secret.createdAt ?? null,
    modified_at: secret.modifiedAt ?? null,
    in_use: inUse,
    problems: problemsText(secret.problems),
    rotated_at: rotatedAt ?? live?.rotated_at ?? null,
    ...trackedBy(by, before),
  };
}

/** Writes many secrets of a team, as `writeMembers` does members. Bumps no version. */
export async function writeSecrets(
  tx: Tx,
  team: SecretTeam,
  secrets: readonly VendorSecret[],
  by: WrittenBy,
  rotatedAt?: string,
): Promise<RowPlan<StoredSecret>> {
  const newest = new Map(secrets.map((secret) => [secret.name, secret]));
  const names = [...newest.keys()];
  const existing = new Map<string, StoredSecret>();
  for (const some of chunks(names)) {
    const rows = await tx
      .selectFrom("secrets")
      .selectAll()
      .where("team_id", "=", team.id)
      .where("name", "in", some)
      .execute();
    for (const row of rows) existing.set(row.name, row);
  }
  const incoming = new Map<string, StoredSecret>();
  for (const [name, secret] of newest)
    incoming.set(name, toStored(team, secret, by, existing.get(name), rotatedAt));
  const plan = planRows(incoming, existing, by, DATA);
  await upsert(tx, plan.write, by);
  return plan;
}

async function upsert(tx: Tx, rows: readonly StoredSecret[], by: WrittenBy): Promise<void> {
  for (const some of chunks(rows)) {
    await tx
      .insertInto("secrets")
      .values(some)
      .onConflict((conflict) => {
        const update = conflict
          .columns(["team_id", "name"])
          .doUpdateSet((row) =>
            Object.fromEntries(
              [...DATA, ...TRACKED].map((column) => [column, row.ref(`excluded.${column}`)]),
            ),
          );
        return "run" in by
          ? update.where((where) =>
              where.or([
                where("secrets.touched_at", "is", null),
                where("secrets.touched_at", "<", by.run.startedAt),
              ]),
            )
          : update;
      })
      .execute();
  }
}

/** Stores one secret's name and dates. `rotatedAt`: Rollcall itself set its value then. */
export async function writeSecret(
  tx: Tx,
  team: SecretTeam,
  secret: VendorSecret,
  by: WrittenBy,
  rotatedAt?: string,
): Promise<void> {
  await bumpVersion(tx, listId(team.id, "secrets"));
  await writeSecrets(tx, team, [secret], by, rotatedAt);
}

/** Takes a secret off the list, leaving a tombstone until a run that began later has reached the end. */
export async function tombstoneSecret(
  tx: Tx,
  teamId: string,
  name: string,
  touchedAt: string,
): Promise<void> {
  await bumpVersion(tx, listId(teamId, "secrets"));
  await tx
    .updateTable("secrets")
    .set({ removed_at: touchedAt, touched_at: touchedAt })
    .where("team_id", "=", teamId)
    .where("name", "=", name)
    .execute();
}
