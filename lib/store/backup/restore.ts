import "server-only";
import { unlink } from "node:fs/promises";
import { sql } from "kysely";
import { env } from "#lib/core/env.ts";
import { nowIso } from "#lib/core/ids.ts";
import { takeUpLog } from "#lib/store/audit/authenticate.ts";
import { verifyLog } from "#lib/store/audit/verify.ts";
import { keyFile, placeKeyFile } from "#lib/store/crypto/key-file.ts";
import { forgetKeyRing } from "#lib/store/crypto/key-ring.ts";
import { type Key, keysText } from "#lib/store/crypto/keys.ts";
import { openKeyRing } from "#lib/store/crypto/start-key-ring.ts";
import { verifySealed } from "#lib/store/crypto/verify-keys.ts";
import { type Db, db, dialect, type Tx, transact } from "#lib/store/db/connection.ts";
import { migrate } from "#lib/store/db/migrate.ts";
import { MIGRATIONS } from "#lib/store/db/migrations/all.ts";
import { BackupError, type Header } from "./format.ts";
import { readHeader, readParts } from "./read.ts";
import { type SignatureOptions, verifySignature } from "./signature.ts";

const ROWS_AT_ONCE = 200;

export type RestoreOptions = SignatureOptions & {
  /** Puts a store in its place of which something did not verify. */
  withFaults?: boolean;
};

/** Somebody who can sign in to what was restored, as they could when the backup was made. */
export type Account = { name: string; email: string; role: string };

export type Restored = {
  rows: number;
  auditHead: Header["auditHead"];
  keys: "file" | "given";
  opened: number;
  ended: { sessions: number; links: number; approvals: number; tokens: number };
  /** What waited for a time waits for a person now. */
  heldSchedules: number;
  pausedBatches: number;
  accounts: Account[];
  /** What did not verify, in words; empty without `withFaults`. */
  faults: string[];
};

/**
 * Puts a backup into an empty store, in one transaction and after all of it was verified: signature, audit log, and every
 * sealed text. The keys are the backup's own, under its passphrase, or those that are given. What may have been taken back
 * since ends: sessions, unused links, API tokens, calendars, requests for approval with their values; batches that were running are paused, and what was scheduled waits for a person. Throws
 * `BackupError` where the target is not empty, the backup is newer than the code, damaged, forged, or not what was meant.
 */
export async function restoreBackup(
  file: string,
  passphrase: () => Promise<string>,
  options: RestoreOptions = {},
): Promise<Restored> {
  const header = await readHeader(file);
  const newer = header.migrations.filter((name) => !(name in MIGRATIONS));
  if (newer.length > 0)
    throw new BackupError(
      `${file} was made by a newer Rollcall (it has "${newer.at(-1)}"): restore it with that version`,
    );
  const tables = await db().introspection.getTables({ withInternalKyselyTables: true });
  if (tables.length > 0)
    throw new BackupError("The store is not empty: restore into a new data folder or an empty database");
  const { keys, from, sha256 } = await verifySignature(file, header, passphrase, options);
  const ring = keyFile(env().ROLLCALL_DATA_DIR);
  let isPlaced = false;
  try {
    return await transact(async (tx) => {
      const steps = Object.entries(MIGRATIONS).filter(([name]) => header.migrations.includes(name));
      // A transaction is all that the migrator needs of a store.
      await migrate(tx as unknown as Db, dialect(), Object.fromEntries(steps));
      const loaded = await load(tx, file);
      if (loaded.sha256 !== sha256) throw new BackupError(`${file} was changed while it was read`);
      const head = await tx.selectFrom("audit_head").select(["seq", "hash"]).executeTakeFirst();
      if (!head || head.seq !== header.auditHead.seq || head.hash !== header.auditHead.hash)
        throw new BackupError(`${file} is damaged: its audit log has another head than it says`);
      await migrate(tx as unknown as Db, dialect());
      const found = await verifyContent(tx, keys);
      if (found.faults.length > 0 && !options.withFaults)
        throw new BackupError(`${file} is not sound, and nothing was restored: ${found.faults.join("; ")}`);
      const ended = await endWhatWaits(tx);
      if (from === "file") {
        await placeKeyFile(ring, keysText(keys));
        isPlaced = true;
      }
      return {
        ...{ rows: loaded.rows, auditHead: header.auditHead, keys: from },
        ...found,
        ...ended,
        accounts: await accountsIn(tx),
      };
    });
  } catch (error) {
    if (isPlaced) await unlink(ring).catch(() => {});
    throw error;
  } finally {
    forgetKeyRing();
  }
}

/** The audit log and every sealed text, as they stand in the transaction. */
async function verifyContent(tx: Tx, keys: Key[]): Promise<{ opened: number; faults: string[] }> {
  await openKeyRing(tx, keys);
  await takeUpLog(tx);
  await openKeyRing(tx, keys);
  const verdict = await verifyLog([], undefined, tx);
  const { opened, refused } = await verifySealed(tx);
  return {
    opened,
    faults: [
      ...(verdict.ok ? [] : [`event ${verdict.seq} of the audit log: ${verdict.reason}`]),
      ...refused.map(({ where, row, why }) => `${where} of ${row} does not open: ${why}`),
    ],
  };
}

/** Ends what somebody may have taken back since: it would come back to life with the backup. */
async function endWhatWaits(tx: Tx): Promise<Pick<Restored, "ended" | "pausedBatches" | "heldSchedules">> {
  const now = nowIso();
  const sessions = await tx
    .updateTable("sessions")
    .set({ ended_at: now })
    .where("ended_at", "is", null)
    .executeTakeFirst();
  const links = await tx
    .updateTable("links")
    .set({ used_at: now })
    .where("used_at", "is", null)
    .executeTakeFirst();
  const tokens = await tx
    .updateTable("api_tokens")
    .set({ ended_at: now })
    .where("ended_at", "is", null)
    .executeTakeFirst();
  const approvals = await tx
    .updateTable("approvals")
    .set({ state: "expired", decided_at: now, reason: "A backup was restored", sealed_values: null })
    .where("state", "=", "pending")
    .executeTakeFirst();
  // A review whose removals waited for one of these is open again; else nobody could close it any more.
  await tx
    .updateTable("reviews")
    .set({ state: "open", approval_id: null })
    .where("state", "=", "closing")
    .execute();
  // What was applied since would be applied again.
  await tx.deleteFrom("plans").execute();
  // The address of a calendar lets somebody read without signing in.
  await tx.deleteFrom("calendars").execute();
  const paused = await tx
    .updateTable("batches")
    .set({ state: "paused" })
    .where("state", "=", "running")
    .executeTakeFirst();
  // What people were told since, they would be told again.
  await tx
    .updateTable("notices")
    .set({ state: "dropped", what: null, lines: null })
    .where("state", "in", ["pending", "mailed"])
    .execute();
  await tx
    .updateTable("mails")
    .set({ state: "dropped", next_at: null, ended_at: now })
    .where("state", "=", "pending")
    .execute();
  // What is due by now may have been done since, or nobody wants it any more.
  const held = await tx
    .updateTable("schedules")
    .set({ state: "held", changed_at: now, reason: "It was restored from a backup" })
    .where("state", "=", "scheduled")
    .executeTakeFirst();
  const [ofSessions = 0, ofLinks = 0, ofApprovals = 0, ofTokens = 0, pausedBatches = 0] = [
    ...[sessions, links, approvals, tokens, paused].map((done) => Number(done.numUpdatedRows)),
  ];
  return {
    ended: { sessions: ofSessions, links: ofLinks, approvals: ofApprovals, tokens: ofTokens },
    pausedBatches,
    heldSchedules: Number(held.numUpdatedRows),
  };
}

const accountsIn = (tx: Tx): Promise<Account[]> =>
  tx
    .selectFrom("users")
    .select(["name", "email", "role"])
    .where("disabled_at", "is", null)
    .orderBy("role")
    .orderBy("email_key")
    .execute();

/** The keys that a backup holds, for whoever keeps them in the environment, once it was verified. Throws `BackupError`. */
export async function keysInBackup(
  file: string,
  passphrase: () => Promise<string>,
  options: SignatureOptions = {},
): Promise<Key[]> {
  const header = await readHeader(file);
  return (await verifySignature(file, header, passphrase, { ...options, ownKeys: true })).keys;
}

type Loaded = { rows: number; sha256: string };

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
    if (part.kind === "table") {
      const columns = known.get(part.name);
      if (!columns || part.columns.some((column) => !columns.has(column)))
        throw new BackupError(`${file} is damaged: this Rollcall has no such table "${part.name}"`);
      into = part;
    }
    if (part.kind === "end") {
      if (part.rows !== rows)
        throw new BackupError(`${file} is damaged: it has another number of rows than it says`);
      return { rows, sha256: part.sha256 };
    }
  }
  throw new BackupError(`${file} is cut off: it has no end`);
}
