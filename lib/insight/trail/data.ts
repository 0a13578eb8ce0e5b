import "server-only";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import type {
  Comparison,
  Trail,
  TrailCheck,
  TrailCheckpoint,
  TrailStream,
} from "#lib/insight/trail/schema.ts";
import type { Verdict } from "#lib/store/audit/chain-walk.ts";
import { checkpointKey } from "#lib/store/audit/checkpoint.ts";
import { type Checkpoint, isGenuine, parseCheckpoints } from "#lib/store/audit/checkpoint-format.ts";
import { readFirst, readHead } from "#lib/store/audit/rows.ts";
import { listReceivers } from "#lib/store/audit/streams/receivers.ts";
import { db } from "#lib/store/db/connection.ts";
import { outsideViews } from "#lib/store/db/view.ts";

const CHECKPOINTS = 50;

/** The state of the audit log as its page shows it. It tells of the whole log, and of nobody in it. */
export const getTrail = (): Promise<Trail> =>
  outsideViews(async () => {
    const [head, first, check, checkpoints] = await Promise.all([
      readHead(),
      readFirst(),
      lastCheck(),
      listCheckpoints(),
    ]);
    const { ROLLCALL_CHECKPOINT_HOURS, ROLLCALL_CHECKPOINT_EVENTS, ...settings } = env();
    const days = settings.ROLLCALL_AUDIT_RETENTION_DAYS;
    return {
      head: { seq: head.seq, hash: head.hash },
      ...(first ? { first: { seq: first.seq, at: first.at } } : {}),
      publicKey: checkpointKey(),
      ...(check ? { check } : {}),
      checkpoints,
      streams: await listStreams(head.seq),
      settings: {
        everyHours: ROLLCALL_CHECKPOINT_HOURS,
        everyEvents: ROLLCALL_CHECKPOINT_EVENTS,
        hasFile: settings.ROLLCALL_CHECKPOINT_FILE !== undefined,
        ...(days === undefined ? {} : { retentionDays: days }),
      },
    };
  });

async function lastCheck(): Promise<TrailCheck | undefined> {
  const row = await db()
    .selectFrom("audit_checks")
    .leftJoin("users", "users.id", "audit_checks.started_by")
    .selectAll("audit_checks")
    .select(["users.name", "users.email"])
    .orderBy("audit_checks.id", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!row) return undefined;
  const verdict = row.verdict === null ? undefined : (JSON.parse(row.verdict) as Verdict);
  return {
    startedAt: row.started_at,
    by: row.name || row.email || "Rollcall",
    checked: Number(row.checked),
    total: Number(row.total),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    isLost: row.ended_at === null && row.lease_until <= nowIso(),
    ...(verdict ? { found: foundOf(verdict) } : {}),
  };
}

const foundOf = (verdict: Verdict): NonNullable<TrailCheck["found"]> =>
  verdict.ok
    ? {
        isSound: true,
        seq: verdict.head.seq,
        agreed: verdict.agreed,
        erased: verdict.erased,
        ...(verdict.authenticatedFrom ? { authenticatedFrom: verdict.authenticatedFrom } : {}),
      }
    : { isSound: false, seq: verdict.seq, reason: verdict.reason, agreed: 0, erased: 0 };

async function listCheckpoints(): Promise<TrailCheckpoint[]> {
  const rows = await db()
    .selectFrom("audit_checkpoints")
    .select(["id", "seq", "hash", "at", "reason", "filed_at"])
    .orderBy("id", "desc")
    .limit(CHECKPOINTS)
    .execute();
  return rows.map((row) => ({
    ...{ id: row.id, seq: Number(row.seq), hash: row.hash, at: row.at, why: row.reason },
    isFiled: row.filed_at !== null,
  }));
}

async function listStreams(head: number): Promise<TrailStream[]> {
  const receivers = await listReceivers();
  const rows = await db().selectFrom("audit_streams").selectAll().execute();
  const stands = new Map(rows.map((row) => [row.id, row]));
  return receivers.map(({ id, kind, label, isPaused }) => {
    const stand = stands.get(id);
    return {
      ...{ id, kind, label, isPaused, behind: Math.max(0, head - Number(stand?.seq ?? 0)) },
      ...(stand?.sent_at ? { sentAt: stand.sent_at } : {}),
      ...(stand?.error ? { error: stand.error } : {}),
      ...(stand?.next_at ? { nextAt: stand.next_at } : {}),
    };
  });
}

/** A checkpoint as it was signed, to be kept elsewhere. Throws NOT_FOUND. */
export const getCheckpoint = (id: string): Promise<{ seq: number; body: string }> =>
  outsideViews(async () => {
    const row = await db()
      .selectFrom("audit_checkpoints")
      .select(["seq", "body"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (!row) throw new AppError("NOT_FOUND", { reason: "There is no such checkpoint any more" });
    return { seq: Number(row.seq), body: row.body };
  });

/** Holds a kept checkpoint, or several, against the log. Throws INVALID_INPUT for what is none. */
export async function compareCheckpoints(text: string): Promise<Comparison[]> {
  const checkpoints = parseCheckpoints(text);
  if (!checkpoints)
    throw new AppError("INVALID_INPUT", {
      fields: { text: ['This is no checkpoint: it begins with {"type":"rollcall-audit-head/1"'] },
    });
  return Promise.all(checkpoints.slice(0, 100).map(compareCheckpoint));
}

/** What a checkpoint that was kept says of the log as it is now. The log itself is verified apart. */
export const compareCheckpoint = (checkpoint: Checkpoint): Promise<Comparison> =>
  outsideViews(async () => {
    const { seq, at, hash } = checkpoint;
    const said = (result: Comparison["result"]): Comparison => ({ result, seq, at });
    if (!isGenuine(checkpoint, checkpointKey())) return said("foreign");
    const [head, first] = await Promise.all([readHead(), readFirst()]);
    const event = await db().selectFrom("events").select("hash").where("seq", "=", seq).executeTakeFirst();
    if (event) return said(event.hash === hash ? "same" : "differs");
    if (seq > head.seq) return said("cut");
    if (first && seq === first.seq - 1) return said(first.prev_hash === hash ? "same" : "differs");
    return said(first && seq < first.seq ? "removed" : seq === 0 ? "same" : "cut");
  });
