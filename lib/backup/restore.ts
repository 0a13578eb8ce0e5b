import "server-only";
import { sql } from "kysely";
import { keyFile, placeKeyFile, readKeyFile } from "#lib/crypto/key-file.ts";
import { type Key, keysText, parseKeys } from "#lib/crypto/keys.ts";
import { backupKeyOf } from "#lib/crypto/start-key-ring.ts";
import { type Db, db, dialect, type Tx, transact } from "#lib/db/connection.ts";
import { migrate } from "#lib/db/migrate.ts";
import { MIGRATIONS } from "#lib/db/migrations/all.ts";
import { env } from "#lib/env.ts";
import { nowIso } from "#lib/ids.ts";
import { BackupError, type Header, type KeysLine, macOf, unpackKeys } from "./format.ts";
import { readHeader, readParts } from "./read.ts";

const ROWS_AT_ONCE = 200;

export type Restored = {
  rows: number;
  auditHead: Header["auditHead"];
  pausedBatches: number;
  keys: "file" | "given";
};

/**
 * Puts a backup into an empty store, in one transaction: whole or not at all. The keys are the backup's own, under its
 * passphrase, or those that are given. Sessions end, and batches that were running are paused, for what they had left to do
 * may have been done since. Throws `BackupError` where the target is not empty, the backup is newer than the code, damaged
 * or forged, or the keys are others.
 */
export async function restoreBackup(file: string, passphrase: () => Promise<string>): Promise<Restored> {
  const header = await readHeader(file);
  const newer = header.migrations.filter((name) => !(name in MIGRATIONS));
  if (newer.length > 0)
    throw new BackupError(
      `${file} was made by a newer Rollcall (it has "${newer.at(-1)}"): restore it with that version`,
    );
  const tables = await db().introspection.getTables({ withInternalKyselyTables: true });
  if (tables.length > 0)
    throw new BackupError("The store is not empty: restore into a new data folder or an empty database");
  const steps = Object.fromEntries(
    Object.entries(MIGRATIONS).filter(([name]) => header.migrations.includes(name)),
  );
  return await transact(async (tx) => {
    // A transaction is all that the migrator needs of a store.
    await migrate(tx as unknown as Db, dialect(), steps);
    const loaded = await load(tx, file);
    const head = await tx.selectFrom("audit_head").select(["seq", "hash"]).executeTakeFirst();
    if (!head || head.seq !== header.auditHead.seq || head.hash !== header.auditHead.hash)
      throw new BackupError(`${file} is damaged: its audit log has another head than it says`);
    const keys = await keysFor(loaded.keysLine, passphrase);
    if (macOf(await backupKeyOf(tx, keys.keys), loaded.sha256) !== loaded.mac)
      throw new BackupError(`${file} was changed by somebody who does not have the keys`);
    await tx.updateTable("sessions").set({ ended_at: nowIso() }).where("ended_at", "is", null).execute();
    const paused = await tx
      .updateTable("batches")
      .set({ state: "paused" })
      .where("state", "=", "running")
      .executeTakeFirst();
    if (keys.from === "file") await placeKeyFile(keyFile(env().ROLLCALL_DATA_DIR), keysText(keys.keys));
    return {
      rows: loaded.rows,
      auditHead: header.auditHead,
      pausedBatches: Number(paused.numUpdatedRows),
      keys: keys.from,
    };
  });
}

/** The keys that a backup holds, for whoever keeps them in the environment. Throws `BackupError`. */
export async function keysInBackup(file: string, passphrase: () => Promise<string>): Promise<Key[]> {
  let line: KeysLine | undefined;
  for await (const part of readParts(file)) if (part.kind === "keys") line = part.line;
  if (!line) throw new BackupError(`${file} holds no keys`);
  return await unpackKeys(line, passphrase);
}

type Keys = { keys: Key[]; from: "file" | "given" };

/** The keys in the environment or the data folder come first: whoever put them there knows which they are. */
async function keysFor(line: KeysLine | undefined, passphrase: () => Promise<string>): Promise<Keys> {
  const { ROLLCALL_KEYS, ROLLCALL_DATA_DIR } = env();
  if (ROLLCALL_KEYS) return { keys: parseKeys(ROLLCALL_KEYS, "ROLLCALL_KEYS"), from: "given" };
  const file = keyFile(ROLLCALL_DATA_DIR);
  const there = await readKeyFile(file);
  if (there !== undefined) return { keys: parseKeys(there, file), from: "given" };
  if (line) return { keys: await unpackKeys(line, passphrase), from: "file" };
  throw new BackupError(
    `The backup holds no keys: put the key file at ${file}, or set ROLLCALL_KEYS, and restore again`,
  );
}

type Loaded = { rows: number; sha256: string; mac: string; keysLine: KeysLine | undefined };

async function load(tx: Tx, file: string): Promise<Loaded> {
  const known = new Map(
    (await tx.introspection.getTables()).map((table) => [
      table.name,
      new Set(table.columns.map(({ name }) => name)),
    ]),
  );
  // What migrations put there themselves is in the backup too.
  for (const name of known.keys()) await sql`delete from ${sql.table(name)}`.execute(tx);
  let into: { name: string; columns: string[] } | undefined;
  let waiting: Record<string, unknown>[] = [];
  let keysLine: KeysLine | undefined;
  let rows = 0;
  const flush = async () => {
    if (into && waiting.length > 0)
      await tx
        .insertInto(into.name as never)
        .values(waiting as never)
        .execute();
    rows += waiting.length;
    waiting = [];
  };
  for await (const part of readParts(file)) {
    if (part.kind === "row") {
      if (part.values.length !== into?.columns.length)
        throw new BackupError(`${file} is damaged: a row does not fit its table`);
      const { columns } = into;
      waiting.push(Object.fromEntries(part.values.map((value, index) => [columns[index] ?? "", value])));
      if (waiting.length >= ROWS_AT_ONCE) await flush();
      continue;
    }
    await flush();
    if (part.kind === "keys") keysLine = part.line;
    if (part.kind === "table") {
      const columns = known.get(part.name);
      if (!columns || part.columns.some((column) => !columns.has(column)))
        throw new BackupError(`${file} is damaged: this Rollcall has no such table "${part.name}"`);
      into = part;
    }
    if (part.kind === "end") {
      if (part.rows !== rows)
        throw new BackupError(`${file} is damaged: it has another number of rows than it says`);
      return { rows, sha256: part.sha256, mac: part.mac, keysLine };
    }
  }
  throw new BackupError(`${file} is cut off: it has no end`);
}
