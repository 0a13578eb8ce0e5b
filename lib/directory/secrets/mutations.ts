import "server-only";
import type { Selectable } from "kysely";
import { newId } from "#lib/core/ids.ts";
import { stillOurs } from "#lib/directory/secrets/fingerprint.ts";
import { bumpVersion, listId } from "#lib/directory/sync/lists.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import {
  bitOrNull,
  chunks,
  planRows,
  problemsText,
  type RowPlan,
  trackedBy,
  vendorColumns,
  type WrittenBy,
} from "#lib/store/db/synced-rows.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { textKey } from "#lib/store/db/text-key.ts";
import type { VendorSecret } from "#lib/vendors/port.ts";

export type StoredSecret = Selectable<Tables["secrets"]>;
export type SecretTeam = { id: string; connectionId: string };
/** Rollcall set the value itself: when, its fingerprint, and the time that the vendor gave it. */
export type OurSetting = { at: string; fingerprint: string; mark: string | undefined; isRotation: boolean };

const DATA = vendorColumns<StoredSecret, "id" | "team_id" | "connection_id" | "name">({
  name_key: true,
  created_at: true,
  modified_at: true,
  in_use: true,
  problems: true,
  rotated_at: true,
  set_at: true,
  fingerprint: true,
  set_mark: true,
});
const TRACKED = ["missed", "touched_at", "removed_at"] as const;

function toStored(
  team: SecretTeam,
  secret: VendorSecret,
  by: WrittenBy,
  before: StoredSecret | undefined,
  setting: OurSetting | undefined,
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
    rotated_at: (setting?.isRotation ? setting.at : live?.rotated_at) ?? null,
    ...(setting
      ? { set_at: setting.at, fingerprint: setting.fingerprint, set_mark: setting.mark ?? null }
      : stillOurs(live, secret.modifiedAt)),
    ...trackedBy(by, before),
  };
}

/** Writes many secrets of a team, as `writeMembers` does members. Bumps no version. */
export async function writeSecrets(
  tx: Tx,
  team: SecretTeam,
  secrets: readonly VendorSecret[],
  by: WrittenBy,
  setting?: OurSetting,
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
    incoming.set(name, toStored(team, secret, by, existing.get(name), setting));
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

/** Stores one secret's name and dates. `setting`: Rollcall itself set its value. */
export async function writeSecret(
  tx: Tx,
  team: SecretTeam,
  secret: VendorSecret,
  by: WrittenBy,
  setting?: OurSetting,
): Promise<void> {
  await bumpVersion(tx, listId(team.id, "secrets"));
  await writeSecrets(tx, team, [secret], by, setting);
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
