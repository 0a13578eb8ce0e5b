import "server-only";
import { type SqlBool, sql } from "kysely";
import { inputOf } from "#lib/changes/journal/journal.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import { countAhead, mayCountAhead } from "#lib/changes/run/claim.ts";
import { failed } from "#lib/changes/run/ending.ts";
import { carryOut, endSent, openContext } from "#lib/changes/run/execute.ts";
import { settle, settleMany, settleSoon } from "#lib/changes/run/settle.ts";
import { changeTogether } from "#lib/changes/run/together.ts";
import type { Claim, Ended, Ending, RunContext } from "#lib/changes/types.ts";
import { nowIso } from "#lib/core/ids.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { db } from "#lib/store/db/connection.ts";
import { keep } from "#lib/store/db/lease.ts";
import { PARALLEL_CALLS } from "#lib/vendors/queue.ts";

/** The places of a connection in this process, as many as calls run at once; what was taken up ahead waits for one. */
type Gate = { free: number; waiting: Waiting[] };
/** `getReady` is called once, while calls before it are still under way. */
type Waiting = { begin: () => void; getReady: (() => void) | undefined };
const gates = () => perProcess("change-gates", () => new Map<string, Gate>());

/** Waits for one of the four places; whether it had to. */
async function enter(connectionId: string, getReady: () => void): Promise<boolean> {
  const gate = gates().get(connectionId) ?? { free: PARALLEL_CALLS, waiting: [] };
  gates().set(connectionId, gate);
  if (gate.free > 0) {
    gate.free--;
    return false;
  }
  await new Promise<void>((resolve) => {
    gate.waiting.push({ begin: resolve, getReady });
    readyTheNext(gate);
  });
  return true;
}

function leave(connectionId: string): void {
  const gate = gates().get(connectionId);
  if (!gate) return;
  const next = gate.waiting.shift();
  if (next) next.begin();
  else if (++gate.free === PARALLEL_CALLS) gates().delete(connectionId);
  readyTheNext(gate);
}

/** Those whose turn is next, one for each place. */
function readyTheNext({ waiting }: Gate): void {
  for (const one of waiting.slice(0, PARALLEL_CALLS)) {
    one.getReady?.();
    one.getReady = undefined;
  }
}

/** What was opened longer ago than this, before a call that took long or a pause, is opened anew. */
const READY_MS = 1_000;
type Opened = { ctx: RunContext; atMs: number };

/**
 * Carries a group of claims out when its turn comes, and settles it. What was taken up ahead and may not begin any more,
 * since its batch was paused or cancelled or this process stops, is given back untouched.
 */
export async function runGroup(
  claims: readonly Claim[],
  signal: AbortSignal,
  isStopping: () => boolean,
): Promise<void> {
  const [first] = claims;
  if (!first) return;
  const connectionId = first.row.connection_id;
  let opening: Promise<Opened | undefined> | undefined;
  let counting: Promise<void> | undefined;
  const getReady = () => {
    const atMs = performance.now();
    // Whatever is wrong is met again, and said, when its turn has come.
    opening = openContext(first, signal).then(
      (ctx) => ({ ctx, atMs }),
      () => undefined,
    );
    if (claims.length === 1 && first.countedAtMs === undefined && mayCountAhead(first))
      counting = countAhead(first);
  };
  // Reading back is waiting for the most part: it takes no place from those that go on.
  const over = first.wasSent && claims.length === 1 ? await endBefore(first, signal) : undefined;
  if (over) return await settleSoon(over, true);
  const isAhead = await enter(connectionId, getReady);
  let ended: Ended[];
  try {
    await counting;
    // What may have got through is carried out to its end; what was read back and is not done may wait as well.
    const mayWait = !first.wasSent || (first.isReadBack && !kindOf(first.row.kind).resendBlindly);
    if ((isAhead || first.isTakenOver) && mayWait && (isStopping() || !(await mayBegin(first))))
      return await giveBack(claims);
    const opened = await opening;
    const isReady = opened && performance.now() - opened.atMs < READY_MS;
    ended = await endGroup(claims, signal, isReady ? opened.ctx : undefined);
  } finally {
    // The next one's call begins while this one is written down.
    leave(connectionId);
  }
  const [only, ...more] = ended;
  if (only && more.length === 0) await settleSoon(only, !isAhead);
  else await settleMany(ended);
}

/** The end of a change that was done by a process which died; undefined where it is still to be done, or nothing can be read. */
async function endBefore(claim: Claim, signal: AbortSignal): Promise<Ended | undefined> {
  try {
    const ctx = await openContext(claim, signal);
    const ending = await endSent(claim, ctx);
    claim.isReadBack = true;
    return ending && { claim, ctx, ending };
  } catch {
    // Whatever is wrong is met again, and said, when its turn has come.
    return undefined;
  }
}

async function mayBegin({ row }: Claim): Promise<boolean> {
  const batch = await db()
    .selectFrom("batches")
    .select("state")
    .where("id", "=", row.batch_id)
    .executeTakeFirst();
  return batch?.state === "running";
}

/** As if they had never been taken up; a value in memory still binds its change to this process. */
async function giveBack(claims: readonly Claim[]): Promise<void> {
  for (const { row } of claims)
    await keep("changes", [row.id], {
      set: { state: "pending", started_at: null, call_id: null, attempts: row.attempts },
      where: sql<SqlBool>`state = 'running'`,
      ...(row.value_in_memory === 1 ? {} : { until: nowIso() }),
    });
}

async function endGroup(
  claims: readonly Claim[],
  signal: AbortSignal,
  opened: RunContext | undefined,
): Promise<Ended[]> {
  const [first, second] = claims;
  if (!first) return [];
  let ctx: RunContext;
  try {
    ctx = opened ?? (await openContext(first, signal));
  } catch (error) {
    const ending = failed(error);
    return claims.map((claim) => ({
      claim,
      ctx: undefined,
      ending: claim.wasSent ? { ...ending, state: "unknown" } : ending,
    }));
  }
  if (!second) return [{ claim: first, ctx, ending: await carryOut(first, ctx) }];
  const endings = await changeTogether(claims, ctx);
  if (endings !== "singly")
    return claims.map((claim) => ({
      claim,
      ctx: { ...ctx, changeId: claim.row.id, input: inputOf(claim.row) as RunContext["input"] },
      ending: endings.get(claim.row.id) ?? leftOut,
    }));
  for (const claim of claims) {
    const own = claim === first ? ctx : await openContext(claim, signal);
    await settle({ claim, ctx: own, ending: await carryOut(claim, own) });
  }
  return [];
}

const leftOut: Ending = { state: "unknown", code: "INTERNAL" };
