import "server-only";
import { type Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import type { Db, DialectName } from "./connection.ts";
import { StoreError, storeErrorFrom } from "./errors.ts";
import { MIGRATIONS, type MigrationStep } from "./migrations/all.ts";

const RECORD = "kysely_migration";

/** Names of the migrations a store has been through; none for an empty one. */
async function appliedMigrations(db: Db): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === RECORD)) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(RECORD)} order by name`.execute(
    db,
  );
  return rows.map((row) => row.name);
}

/** Migrations of this code that a store has not been through. */
export async function missingMigrations(db: Db): Promise<string[]> {
  const applied = new Set(await appliedMigrations(db));
  return Object.keys(MIGRATIONS).filter((name) => !applied.has(name));
}

/**
 * Brings the store up to this code, under a lock and in one transaction: killed half-way, it leaves nothing behind.
 * Throws `StoreError` where a newer Rollcall wrote the store.
 */
export async function migrate(
  db: Db,
  dialect: DialectName,
  steps: Record<string, MigrationStep> = MIGRATIONS,
): Promise<void> {
  const unknown = (await appliedMigrations(db)).filter((name) => !(name in steps));
  if (unknown.length > 0)
    throw new StoreError(
      `The store was written by a newer Rollcall (it has "${unknown.at(-1)}"): start that version, or restore a backup.`,
    );
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(
          Object.entries(steps).map(([name, step]) => [
            name,
            { up: (tx: Kysely<unknown>) => step(tx, dialect) },
          ]),
        ),
    },
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw storeErrorFrom(error);
}
