import "server-only";
import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { access, link, open, unlink } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { nowIso } from "#lib/core/ids.ts";
import { VERSION } from "#lib/core/version.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { derivedKey, ringKeys } from "#lib/store/crypto/key-ring.ts";
import { transact } from "#lib/store/db/connection.ts";
import { BackupError, FORMAT, type Header, macOf, type Packed, packKeys } from "./format.ts";
import { noteKeysKept } from "./keys-kept.ts";
import { type Snapshot, withSnapshot } from "./snapshot.ts";

/** Whether the keys go along: not at all, under a passphrase, or for all to read. */
export type KeysInBackup = "none" | "plain" | { passphrase: string };

export type Written = { rows: number; tables: number; auditHead: Header["auditHead"]; sha256: string };

/**
 * Writes the store as it stands at one moment into a new file, for its owner alone, while servers go on working. The file
 * appears whole or not at all. Throws `BackupError`.
 */
export async function writeBackup(file: string, withKeys: KeysInBackup): Promise<Written> {
  if (await isThere(file))
    throw new BackupError(`${file} is there already: a backup never overwrites a file`);
  const keys = withKeys === "none" ? undefined : await packCurrent(withKeys);
  await transact((tx) =>
    appendEvent(tx, {
      action: "backup.create",
      actor: "system",
      outcome: "done",
      facts: { keys: typeof withKeys === "string" ? withKeys : "passphrase", by: "command line" },
    }),
  );
  const draft = `${file}.${randomUUID()}.part`;
  try {
    const written = await withSnapshot((snapshot) => stream(snapshot, keys, draft));
    await syncFile(draft);
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      throw new BackupError(`${file} cannot be made (${error.code})`, { cause: error });
    });
    if (withKeys !== "none") await transact((tx) => noteKeysKept(tx, "backup"));
    return written;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof BackupError || !code) throw error;
    throw new BackupError(`${file} cannot be written (${code})`, { cause: error });
  } finally {
    await unlink(draft).catch(() => {});
  }
}

const packCurrent = (withKeys: Exclude<KeysInBackup, "none">) =>
  packKeys(ringKeys(), withKeys === "plain" ? undefined : withKeys.passphrase);

async function stream(snapshot: Snapshot, keys: Packed | undefined, draft: string): Promise<Written> {
  const hash = createHash("sha256");
  const end = { rows: 0, sha256: "", mac: "" };
  const auditHead = await headOf(snapshot);
  const header: Header = {
    type: FORMAT,
    version: VERSION,
    at: nowIso(),
    migrations: snapshot.migrations,
    auditHead,
  };
  const lines = async function* () {
    const line = (value: unknown): string => {
      const text = `${JSON.stringify(value)}\n`;
      hash.update(text);
      return text;
    };
    yield line(header);
    for (const table of snapshot.tables) {
      yield line({ table: table.name, columns: table.columns });
      for await (const page of snapshot.rows(table)) {
        end.rows += page.length;
        yield page.map((row) => line(table.columns.map((column) => row[column]))).join("");
      }
    }
    if (keys) yield line(keys.line);
    end.sha256 = hash.digest("hex");
    end.mac = macOf(derivedKey("backup"), end.sha256, keys?.passphraseKey);
    yield `${JSON.stringify({ end })}\n`;
  };
  await pipeline(
    Readable.from(lines()),
    createGzip(),
    createWriteStream(draft, { flags: "wx", mode: 0o600 }),
  );
  return { rows: end.rows, tables: snapshot.tables.length, auditHead, sha256: end.sha256 };
}

async function headOf(snapshot: Snapshot): Promise<Header["auditHead"]> {
  const table = snapshot.tables.find(({ name }) => name === "audit_head");
  if (table)
    for await (const [row] of snapshot.rows(table))
      if (row) return { seq: Number(row.seq), hash: String(row.hash) };
  throw new BackupError("The store is damaged: the head of the audit log is missing");
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
