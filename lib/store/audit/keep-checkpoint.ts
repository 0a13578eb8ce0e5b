import "server-only";
import { type FileHandle, open } from "node:fs/promises";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { enqueueWebhook } from "#lib/store/outbox/send.ts";
import { appendEvent, type NewEvent } from "./append.ts";
import { readOwnHead, signMark } from "./checkpoint.ts";
import { type Checkpoint, parseCheckpoints } from "./checkpoint-format.ts";
import { readHead } from "./rows.ts";

type Reason = Tables["audit_checkpoints"]["reason"];

/** Older ones are still where they were sent to. */
const KEPT = 1_000;

/** Signs a mark, keeps it and sends it to the webhooks that want checkpoints, in the transaction that needs it. */
export async function keepMark(
  tx: Tx,
  mark: { seq: number; hash: string },
  reason: Reason,
): Promise<Checkpoint> {
  const checkpoint = signMark(mark);
  const id = newId();
  await tx
    .insertInto("audit_checkpoints")
    .values({ id, ...mark, at: checkpoint.at, reason, body: JSON.stringify(checkpoint), filed_at: null })
    .execute();
  await enqueueWebhook(tx, { type: "audit.checkpoint", id: `audit.checkpoint-${id}`, data: checkpoint });
  return checkpoint;
}

/** Signs the head now, because somebody asked for it: that is an event too, and the checkpoint covers it. */
export async function makeCheckpoint(actor: NewEvent["actor"]): Promise<Checkpoint> {
  const made = await transact(async (tx) => {
    await appendEvent(tx, { action: "audit.checkpoint", actor, outcome: "done" });
    return keepMark(tx, await readOwnHead(tx), "hand");
  });
  await fileCheckpoints();
  return made;
}

/**
 * Signs the head when it is time to: something happened since the last checkpoint, and that one is as old, or as many
 * events behind, as the settings allow. Returns it, or undefined.
 */
export async function checkpointIfDue(nowMs = Date.now()): Promise<Checkpoint | undefined> {
  const made = await transact(async (tx) => {
    const head = await readHead(tx);
    const last = await tx
      .selectFrom("audit_checkpoints")
      .select(["seq", "at"])
      .where("reason", "!=", "retention")
      .orderBy("seq", "desc")
      .orderBy("at", "desc")
      .limit(1)
      .executeTakeFirst();
    if (head.seq <= (last?.seq ?? 0)) return undefined;
    const isMany = head.seq - (last?.seq ?? 0) >= env().ROLLCALL_CHECKPOINT_EVENTS;
    const isOld = !last || Date.parse(last.at) <= nowMs - env().ROLLCALL_CHECKPOINT_HOURS * 3_600_000;
    if (!isMany && !isOld) return undefined;
    const kept = await keepMark(tx, await readOwnHead(tx), isMany ? "events" : "time");
    await dropOld(tx);
    return kept;
  });
  await fileCheckpoints();
  return made;
}

async function dropOld(tx: Tx): Promise<void> {
  const oldest = await tx
    .selectFrom("audit_checkpoints")
    .select("id")
    .orderBy("id", "desc")
    .offset(KEPT)
    .limit(1)
    .executeTakeFirst();
  if (oldest) await tx.deleteFrom("audit_checkpoints").where("id", "<=", oldest.id).execute();
}

/**
 * Appends what is not there yet to the file of checkpoints, a line each, on the disk before it is marked: a line may
 * stand there twice, and is never missing. Throws INTERNAL where it cannot be written.
 */
export async function fileCheckpoints(): Promise<number> {
  const { ROLLCALL_CHECKPOINT_FILE: file } = env();
  if (!file) return 0;
  const rows = await db()
    .selectFrom("audit_checkpoints")
    .select(["id", "body"])
    .where("filed_at", "is", null)
    .orderBy("id")
    .limit(KEPT)
    .execute();
  if (rows.length === 0) return 0;
  await appendLines(file, rows.map((row) => `${row.body}\n`).join(""));
  await db()
    .updateTable("audit_checkpoints")
    .set({ filed_at: nowIso() })
    .where(
      "id",
      "in",
      rows.map((row) => row.id),
    )
    .execute();
  return rows.length;
}

async function appendLines(file: string, lines: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(/* turbopackIgnore: true */ file, "a", 0o600);
    await handle.appendFile(lines);
    await handle.sync();
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    const reason =
      "The checkpoint is signed and kept here, but the file of checkpoints cannot be written. Rollcall goes on trying.";
    throw new AppError("INTERNAL", { reason, detail, cause });
  } finally {
    await handle?.close();
  }
}

/** The end of the file that is read back: some ten thousand checkpoints. */
const READ_BYTES = 4_000_000;

/** The checkpoints in the file, the newest of them where it is long; none where there is no file or it cannot be read. */
export async function filedCheckpoints(): Promise<Checkpoint[]> {
  const { ROLLCALL_CHECKPOINT_FILE: file } = env();
  if (!file) return [];
  let handle: FileHandle | undefined;
  try {
    handle = await open(/* turbopackIgnore: true */ file, "r");
    const { size } = await handle.stat();
    const from = Math.max(0, size - READ_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
    const lines = buffer
      .subarray(0, bytesRead)
      .toString("utf8")
      .split("\n")
      .slice(from > 0 ? 1 : 0);
    return lines.flatMap((line) => (line.trim() ? (parseCheckpoints(line) ?? []) : []));
  } catch {
    return [];
  } finally {
    await handle?.close();
  }
}
