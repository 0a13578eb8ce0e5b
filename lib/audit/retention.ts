import "server-only";
import { setImmediate as turn } from "node:timers/promises";
import { type Tx, transact } from "#lib/db/connection.ts";
import { env } from "#lib/env.ts";
import { appendEvent } from "./append.ts";
import type { Json } from "./chain.ts";
import { keepMark } from "./keep-checkpoint.ts";
import { CARRY_ACTION, RETENTION_ACTION } from "./names.ts";
import { RECORDING } from "./sealed-token.ts";
import { receiverIds } from "./streams/receivers.ts";

const DAY_MS = 86_400_000;
/** Events that one transaction removes, and one event tells of. */
const STEP = 1_000;

/**
 * Removes events older than the settings allow, oldest first, behind a signed record of where the log begins then. What
 * a receiver of the log has not got yet stays until it has. Returns how many were removed; none without the setting.
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
  await carryTokens(tx, upTo.seq);
  const checkpoint = await keepMark(tx, { seq: upTo.seq, hash: upTo.hash }, "retention");
  const { numDeletedRows } = await tx.deleteFrom("events").where("seq", "<=", upTo.seq).executeTakeFirst();
  const removed = Number(numDeletedRows);
  await appendEvent(tx, {
    action: RETENTION_ACTION,
    actor: "system",
    outcome: "done",
    facts: { removedTo: upTo.seq, hash: upTo.hash, removed, days, checkpoint },
  });
  return removed;
}

/** The end of the stretch from the first event on that is old enough, delivered, and no longer than a step. */
async function lastRemovable(tx: Tx, cutoff: string, step: number) {
  const rows = await tx
    .selectFrom("events")
    .select(["seq", "hash", "at", "action"])
    .orderBy("seq")
    .limit(step)
    .execute();
  const most = await deliveredTo(tx);
  const end = rows.findIndex((row) => row.at >= cutoff || row.seq > most);
  const old = end < 0 ? rows : rows.slice(0, end);
  // Alone, records of former removals would be replaced by one more of their kind, for ever.
  return old.some((row) => row.action !== RETENTION_ACTION) ? old.at(-1) : undefined;
}

/** The last event that every receiver of the log has. */
async function deliveredTo(tx: Tx): Promise<number> {
  const ids = await receiverIds(tx);
  if (ids.length === 0) return Number.MAX_SAFE_INTEGER;
  const rows = await tx.selectFrom("audit_streams").select("seq").where("id", "in", ids).execute();
  return rows.length < ids.length ? 0 : Math.min(...rows.map(({ seq }) => Number(seq)));
}

/** What the log says of each sealed token must outlive the event that said it first: it guards against older copies. */
async function carryTokens(tx: Tx, upTo: number): Promise<void> {
  const connections = await tx.selectFrom("connections").select(["id", "label", "vendor"]).execute();
  for (const { id, label, vendor } of connections) {
    const newest = await tx
      .selectFrom("events")
      .select(["seq", "body"])
      .where("connection_id", "=", id)
      .where("action", "in", RECORDING)
      .where("outcome", "=", "done")
      .orderBy("seq", "desc")
      .limit(1)
      .executeTakeFirst();
    if (!newest || newest.seq > upTo) continue;
    const { sealedToken } = (JSON.parse(newest.body) as { facts: Record<string, Json> }).facts;
    await appendEvent(tx, {
      action: CARRY_ACTION,
      actor: "system",
      outcome: "done",
      connectionId: id,
      facts: { label, vendor, sealedToken: sealedToken ?? null },
    });
  }
}
