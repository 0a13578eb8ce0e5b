import "server-only";
import { setImmediate as turn } from "node:timers/promises";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";
import { appendEvent } from "./append.ts";
import { carryTokens } from "./carry-tokens.ts";
import { GENESIS_HASH } from "./chain.ts";
import { ChainWalk } from "./chain-walk.ts";
import { authentic, authenticBody } from "./event-mac.ts";
import { keepMark } from "./keep-checkpoint.ts";
import { AUTHENTICATE_ACTION, RETENTION_ACTION } from "./names.ts";
import { type ChainedEvent, readHead } from "./rows.ts";
import { readRecording, recordedDigest } from "./sealed-token.ts";
import { receiverIds } from "./streams/receivers.ts";

const DAY_MS = 86_400_000;
/** Events that one transaction removes, and one event tells of. */
const STEP = 1_000;

/**
 * Removes events older than the settings allow, oldest first, behind a signed record of where the log begins then. What
 * a receiver of the log has not got yet stays until it has. Returns how many were removed; none without the setting. Throws
 * INTERNAL, and removes nothing, where what it would remove is not as it was written: its record would hide that.
 */
export async function retain(nowMs = Date.now(), step = STEP): Promise<number> {
  const { ROLLCALL_AUDIT_RETENTION_DAYS: days } = env();
  if (days === undefined) return 0;
  const cutoff = new Date(nowMs - days * DAY_MS).toISOString();
  let removed = 0;
  for (;;) {
    const some = await transact((tx) => removeSome(tx, cutoff, days, step));
    removed += some;
    if (some < step) return removed;
    await turn();
  }
}

async function removeSome(tx: Tx, cutoff: string, days: number, step: number): Promise<number> {
  // Taken first: the head's row is what makes writers wait for one another.
  await tx
    .updateTable("audit_head")
    .set((row) => ({ seq: row("seq", "+", 0) }))
    .where("id", "=", 1)
    .execute();
  const upTo = await lastRemovable(tx, cutoff, step);
  if (!upTo) return 0;
  await carryTokens(tx, async (connectionId) => {
    const event = await readRecording(tx, connectionId);
    if (event === null || Number.parseInt(event, 10) > upTo.seq) return undefined;
    return recordedDigest(event, connectionId) ?? null;
  });
  await keepMark(tx, { seq: upTo.seq, hash: upTo.hash }, "retention");
  const { numDeletedRows } = await tx.deleteFrom("events").where("seq", "<=", upTo.seq).executeTakeFirst();
  const removed = Number(numDeletedRows);
  await appendEvent(tx, {
    action: RETENTION_ACTION,
    actor: "system",
    outcome: "done",
    facts: { removedTo: upTo.seq, hash: upTo.hash, removed, days },
    isBeginning: true,
  });
  return removed;
}

/** The end of the stretch from the first event on that is old enough, delivered, and no longer than a step. */
async function lastRemovable(tx: Tx, cutoff: string, step: number) {
  const rows = await tx.selectFrom("events").selectAll().orderBy("seq").limit(step).execute();
  const most = await deliveredTo(tx);
  const end = rows.findIndex((row) => row.at >= cutoff || row.seq > most);
  const old = end < 0 ? rows : rows.slice(0, end);
  // Alone, records of former removals would be replaced by one more of their kind, for ever.
  if (!old.some((row) => row.action !== RETENTION_ACTION)) return undefined;
  await assertSound(tx, old);
  return old.at(-1);
}

/** Throws INTERNAL unless these are the oldest events as they were written, up to what follows them. */
async function assertSound(tx: Tx, old: readonly ChainedEvent[]): Promise<void> {
  const begins = await beginning(tx);
  const walk = new ChainWalk({ authentic: authentic() });
  let fault = old[0]?.seq === begins.seq + 1 && old[0].prev_hash === begins.hash ? undefined : old[0]?.seq;
  for (const event of old) if (fault === undefined && walk.take(event)) fault = event.seq;
  const last = old.at(-1);
  const next = await tx
    .selectFrom("events")
    .select("prev_hash as hash")
    .where("seq", "=", (last?.seq ?? 0) + 1)
    .executeTakeFirst();
  if (last && last.hash !== (next ?? (await readHead(tx))).hash) fault ??= last.seq;
  if (fault === undefined) return;
  const reason = `The retention removes nothing: event ${fault} of the audit log is not as it was written, or follows nothing. Verify the log.`;
  throw new AppError("INTERNAL", { reason, detail: reason });
}

/** After which event the log begins, as the newest record of that says. */
async function beginning(tx: Tx): Promise<{ seq: number; hash: string }> {
  const newest = await tx
    .selectFrom("events")
    .selectAll()
    .where("action", "in", [RETENTION_ACTION, AUTHENTICATE_ACTION])
    .orderBy("seq", "desc")
    .executeTakeFirst();
  if (!newest) return { seq: 0, hash: GENESIS_HASH };
  const { facts } = authenticBody(newest) ?? {};
  const { removedTo, hash } = (facts ?? {}) as { removedTo?: number; hash?: string };
  return { seq: removedTo ?? Number.NaN, hash: hash ?? "" };
}

/** The last event that every receiver of the log has. */
async function deliveredTo(tx: Tx): Promise<number> {
  const ids = await receiverIds(tx);
  if (ids.length === 0) return Number.MAX_SAFE_INTEGER;
  const rows = await tx.selectFrom("audit_streams").select("seq").where("id", "in", ids).execute();
  return rows.length < ids.length ? 0 : Math.min(...rows.map(({ seq }) => Number(seq)));
}
