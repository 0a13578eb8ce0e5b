import "server-only";
import { randomBytes } from "node:crypto";
import { env } from "#lib/core/env.ts";
import { log } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { db, type Tx } from "#lib/store/db/connection.ts";
import { keyFile, keyFileMark, makeKeyFile, readKeyFile } from "./key-file.ts";
import {
  deriveFrom,
  installKeyRing,
  type Root,
  ringKeys,
  type SealBinding,
  SealError,
  sealWith,
  unseal,
  unsealWith,
} from "./key-ring.ts";
import { KEY_BYTES, type Key, KeyRingError, parseKeys } from "./keys.ts";
import { ROOT_ROW } from "./sealed-columns.ts";
import { readSealedRows } from "./sealed-rows.ts";
import { refreshSessionSecret } from "./session-secret.ts";

/** The check row: a random root, sealed. A ring that cannot open it is not this store's. */
const ROOT = ROOT_ROW;
const ROOT_BINDING: SealBinding = { table: "meta", column: "value", row: ROOT };

const readRoot = async (from: Tx | ReturnType<typeof db> = db()): Promise<string | undefined> =>
  (await from.selectFrom("meta").select("value").where("key", "=", ROOT).executeTakeFirst())?.value;

const rootText = ({ bytes, auditFrom }: Root): string =>
  JSON.stringify({ root: Buffer.from(bytes).toString("base64"), auditFrom });

/** Before the audit log had MACs the row held the bytes alone. */
function rootOf(text: string): Root {
  if (!text.startsWith("{")) return { bytes: new Uint8Array(Buffer.from(text, "base64")) };
  const { root, auditFrom } = JSON.parse(text) as { root: string; auditFrom?: number };
  const bytes = new Uint8Array(Buffer.from(root, "base64"));
  return auditFrom === undefined ? { bytes } : { bytes, auditFrom };
}

/**
 * Throws `KeyRingError` where a store without its check row had one: another root would open nothing of it, and would
 * begin the MACs of its audit log anew for whoever took the row away.
 */
async function assertNew(): Promise<void> {
  const rows = await readSealedRows().next();
  const marked = await db()
    .selectFrom("events")
    .select("seq")
    .where("mac", "is not", null)
    .limit(1)
    .execute();
  if (rows.done && marked.length === 0) return;
  // Another process may just have begun this store.
  if ((await readRoot()) !== undefined) return;
  throw new KeyRingError(
    `The check row of the key ring ("${ROOT}" in the table meta) is missing, and the store is in use: restore a backup, or put that row back`,
  );
}

async function loadKeys(storeIsSealed: boolean): Promise<Key[]> {
  const { ROLLCALL_KEYS, ROLLCALL_DATA_DIR, DATABASE_URL } = env();
  if (ROLLCALL_KEYS) return parseKeys(ROLLCALL_KEYS, "ROLLCALL_KEYS");
  if (DATABASE_URL) throw new KeyRingError("ROLLCALL_KEYS must be given when the store is Postgres");
  const file = keyFile(ROLLCALL_DATA_DIR);
  const text = await readKeyFile(file);
  if (text !== undefined) return parseKeys(text, file);
  if (storeIsSealed)
    throw new KeyRingError(
      `The key file ${file} is missing, and the store was sealed with it: put it back, or give ROLLCALL_KEYS`,
    );
  log.info({ file }, "Made a key ring: keep a copy of this file, without it the stored tokens are lost");
  return parseKeys(await makeKeyFile(file), file);
}

async function openRoot(sealed: string, keys: Key[]): Promise<Root> {
  try {
    return rootOf(await unsealWith(keys, sealed, ROOT_BINDING));
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    throw new KeyRingError(
      error.why === "unknown-key"
        ? `This key ring does not fit the store: ${error.detail?.replace("The key ring has", "it has")}; add that key to it`
        : "This key ring does not fit the store: the check row does not open, so a key of the same name is another key, or the row was changed",
      { cause: error },
    );
  }
}

/**
 * Loads the key ring, or makes it on the first start, and checks it against the store. Throws `KeyRingError`, one line;
 * a ring that does not fit changes nothing.
 */
export async function startKeyRing(): Promise<void> {
  const before = await keyMark();
  const known = await readRoot();
  if (known === undefined) await assertNew();
  const keys = await loadKeys(known !== undefined);
  seen().mark = before || (await keyMark());
  if (known === undefined) {
    const head = await db().selectFrom("audit_head").select("seq").executeTakeFirst();
    const isEmpty = Number(head?.seq ?? 0) === 0;
    const fresh = rootText({ bytes: randomBytes(KEY_BYTES), ...(isEmpty ? { auditFrom: 1 } : {}) });
    const value = await sealWith(keys, fresh, ROOT_BINDING);
    await db()
      .insertInto("meta")
      .values({ key: ROOT, value })
      .onConflict((c) => c.doNothing())
      .execute();
  }
  // Read again: when two processes start at once, the first one's root is everybody's.
  const sealed = await readRoot();
  if (sealed === undefined) throw new KeyRingError("The check row of the key ring could not be written");
  const root = await openRoot(sealed, keys);
  installKeyRing(keys, root, refreshKeyRing);
  await refreshSessionSecret();
}

/** Whether the keys come from a file that Rollcall keeps, rather than from the environment. */
export const hasKeyFile = (): boolean => !env().ROLLCALL_KEYS && !env().DATABASE_URL;

const seen = () => perProcess("key-file-seen", () => ({ mark: "", complained: "" }));
const keyMark = async (): Promise<string> =>
  hasKeyFile() ? keyFileMark(keyFile(env().ROLLCALL_DATA_DIR)) : "";

/**
 * Takes up the key file where it changed since it was read, so that keys are added, put first and taken out while the
 * server runs. A file that cannot be used is said in the log, and the ring stays as it was.
 */
export async function refreshKeyRing(): Promise<void> {
  const state = seen();
  const mark = await keyMark();
  if (mark === state.mark) return;
  try {
    const keys = await loadKeys(true);
    const sealed = await readRoot();
    if (sealed === undefined) throw new KeyRingError("The check row of the key ring is gone");
    installKeyRing(keys, await openRoot(sealed, keys), refreshKeyRing);
    state.mark = mark;
    log.info({ keys: keys.map((key) => key.id) }, "Took up the changed key ring");
  } catch (error) {
    if (!(error instanceof KeyRingError)) throw error;
    if (state.complained !== mark)
      log.error({ err: error }, `The changed key ring is not used: ${error.message}`);
    state.complained = mark;
  }
}

/** Whether a key ring opens this store's check row, for the readiness check. */
export async function opensCheckRow(): Promise<boolean> {
  const sealed = await readRoot();
  if (sealed === undefined) return false;
  return unseal(sealed, ROOT_BINDING).then(
    () => true,
    () => false,
  );
}

/** What a store's backup is signed with, by its sealed check row and its keys. Throws `KeyRingError` where they do not fit. */
export const backupKeyOf = async (sealedRoot: string, keys: Key[]): Promise<Uint8Array> =>
  deriveFrom((await openRoot(sealedRoot, keys)).bytes, "backup");

/** Puts the key ring of a store in use that is not in its place yet. Throws `KeyRingError` where the keys do not fit. */
export async function openKeyRing(tx: Tx, keys: Key[]): Promise<void> {
  const sealed = await readRoot(tx);
  if (sealed === undefined) throw new KeyRingError("The check row of the key ring is missing");
  installKeyRing(keys, await openRoot(sealed, keys));
}

/**
 * Notes in the check row of an older store, in the transaction that appends it, that every event from this one on bears a
 * MAC. Returns which event it is: another process may have been first, and then `first` is not asked.
 */
export async function noteAuditFrom(tx: Tx, first: () => Promise<number>): Promise<number> {
  const sealed = await readRoot(tx);
  if (sealed === undefined) throw new KeyRingError("The check row of the key ring is gone");
  const keys = [...ringKeys()];
  const root = await openRoot(sealed, keys);
  if (root.auditFrom !== undefined) return root.auditFrom;
  const auditFrom = await first();
  const value = await sealWith(keys, rootText({ ...root, auditFrom }), ROOT_BINDING);
  await tx.updateTable("meta").set({ value }).where("key", "=", ROOT).execute();
  return auditFrom;
}

/** Puts in use what the check row says by now. */
export async function rereadRoot(): Promise<void> {
  const sealed = await readRoot();
  if (sealed === undefined) throw new KeyRingError("The check row of the key ring is gone");
  const keys = [...ringKeys()];
  installKeyRing(keys, await openRoot(sealed, keys), refreshKeyRing);
}
