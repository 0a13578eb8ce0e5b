import "server-only";
import { type SqlBool, sql } from "kysely";
import { heldValue } from "#lib/changes/journal/values.ts";
import { managersLock, managingRole, staysManaged } from "#lib/changes/kinds/leaving.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import { isBoundElsewhere, likeIt, nextPending } from "#lib/changes/run/waiting.ts";
import type { ChangeRow, Claim } from "#lib/changes/types.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { claim, holder, keep, LeaseLost } from "#lib/store/db/lease.ts";
import { isSilent } from "#lib/store/db/signs-of-life.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorFacts } from "#lib/vendors/port.ts";
import { PARALLEL_CALLS } from "#lib/vendors/queue.ts";

/**
 * Changes that a process which is alone on a connection takes up ahead, so that none of its four calls waits for the
 * store: they wait for one of the four places, and are given back where their batch is paused meanwhile.
 */
const AHEAD = 12;

/** Connections with a change that waits or whose process died, of all or of one. */
export async function connectionsWithWork(connectionId?: string): Promise<string[]> {
  const now = nowIso();
  const rows = await db()
    .selectFrom("changes")
    .innerJoin("batches", "batches.id", "changes.batch_id")
    .select("changes.connection_id")
    .distinct()
    .$if(connectionId !== undefined, (only) => only.where("changes.connection_id", "=", connectionId ?? ""))
    .where((where) =>
      where.or([
        where.and([where("changes.state", "=", "pending"), where("batches.state", "=", "running")]),
        where.and([where("changes.state", "=", "running"), where("changes.lease_until", "<=", now)]),
      ]),
    )
    .execute();
  return rows.map((row) => row.connection_id);
}

/**
 * Takes up what may run now on a connection: at most four at once over all processes, never two of the same target
 * nor out of their order, never two that hold the same lock. Claims that belong in one call of the vendor come as one
 * group. A change that died in the middle comes first.
 */
export const claimWork = (connectionId: string): Promise<Claim[][]> =>
  transact((tx) => claimIn(tx, connectionId));

/** The same within a transaction that has put the work there: one commit less before the vendor is called. */
export async function claimIn(tx: Tx, connectionId: string): Promise<Claim[][]> {
  // Makes other processes wait, so that the rules over several rows hold.
  const connection = await tx
    .updateTable("connections")
    .set((row) => ({ updated_at: row.ref("updated_at") }))
    .where("id", "=", connectionId)
    .returning("vendor")
    .executeTakeFirst();
  const now = nowIso();
  const running = await tx
    .selectFrom("changes")
    .selectAll()
    .where("connection_id", "=", connectionId)
    .where("state", "=", "running")
    .orderBy("batch_id")
    .orderBy("seq")
    .execute();
  const alive = running.filter((row) => row.lease_until !== null && row.lease_until > now);
  // What only another process can do is not starved by a long batch of this one.
  const isShared = await isBoundElsewhere(tx, connectionId, now);
  // What a silent process sent is left to its lease, but takes no place from those that go on.
  const busy = alive.filter((row) => !isSilent(row.lease_holder));
  const isAlone = !isShared && busy.every((row) => row.lease_holder === holder());
  const most = isAlone ? PARALLEL_CALLS + AHEAD : PARALLEL_CALLS - (isShared ? 1 : 0);
  let free = most - new Set(busy.map(callOf)).size;
  if (free <= 0) return [];
  const facts = connection && VENDOR_FACTS[connection.vendor];
  const locked = alive.filter((row) => row.lock !== null);
  const candidates = [
    ...running.filter((row) => !alive.includes(row)),
    ...(await nextPending(tx, connectionId, now)),
  ];
  const groups: Claim[][] = [];
  const taken = new Set<string>();
  for (const row of candidates) {
    if (free === 0) break;
    if (taken.has(row.id) || !(await mayBegin(tx, row, locked, facts))) continue;
    const others = facts?.capabilities.bulkMembers ? await likeIt(tx, row, now) : [];
    const callId = others.length > 0 ? newId() : null;
    const group: Claim[] = [];
    for (const one of [row, ...others]) {
      const mine = await take(tx, one, now, callId);
      taken.add(one.id);
      if (mine) group.push(mine);
    }
    if (group.length === 0) continue;
    if (row.lock !== null) locked.push(row);
    groups.push(group);
    free--;
  }
  return groups;
}

/** Rows that one call carries out count as one. */
const callOf = (row: ChangeRow): string => row.call_id ?? row.id;

/** Two that hold the same lock run at the same time only where enough managers stay whatever becomes of them. */
async function mayBegin(
  tx: Tx,
  row: ChangeRow,
  locked: readonly ChangeRow[],
  facts: VendorFacts | undefined,
): Promise<boolean> {
  if (kindOf(row.kind).goesLast && (await hasEarlier(tx, row))) return false;
  if (await awaitsSuccessor(tx, row)) return false;
  const holding = row.lock === null ? [] : locked.filter((other) => other.lock === row.lock);
  if (holding.length === 0) return true;
  if (!facts || row.team_id === null || row.lock !== managersLock(row.team_id)) return false;
  const targets = [row, ...holding].map((one) => one.target);
  return staysManaged(tx, row.team_id, managingRole(facts), targets);
}

/** Whether the managing role that it takes away is given to somebody else by an earlier change of its batch, not ended yet. */
async function awaitsSuccessor(tx: Tx, row: ChangeRow): Promise<boolean> {
  if (row.team_id === null || row.lock !== managersLock(row.team_id)) return false;
  const successor = await tx
    .selectFrom("changes")
    .select("id")
    .where("batch_id", "=", row.batch_id)
    .where("team_id", "=", row.team_id)
    .where("kind", "in", ["member.setRole", "member.add"])
    .where("role", "=", row.role_before)
    .where("seq", "<", row.seq)
    .where("state", "in", ["pending", "running"])
    .limit(1)
    .executeTakeFirst();
  return successor !== undefined;
}

/** Whether earlier changes of its batch on the same connection have not ended. */
async function hasEarlier(tx: Tx, row: ChangeRow): Promise<boolean> {
  const earlier = await tx
    .selectFrom("changes")
    .select("id")
    .where("batch_id", "=", row.batch_id)
    .where("connection_id", "=", row.connection_id)
    .where("seq", "<", row.seq)
    .where("state", "in", ["pending", "running"])
    .limit(1)
    .executeTakeFirst();
  return earlier !== undefined;
}

async function take(tx: Tx, row: ChangeRow, now: string, callId: string | null): Promise<Claim | undefined> {
  const taken = await claim("changes", row.id, {
    in: tx,
    set: { state: "running", started_at: row.started_at ?? now, call_id: callId },
    where: sql<SqlBool>`state = ${row.state}`,
    // A change that waits may be bound to this process by its value.
    orOwn: row.state === "pending",
  });
  if (!taken) return undefined;
  const isValueLost = taken.value_in_memory === 1 && heldValue(taken.id) === undefined;
  return { row: taken, wasSent: taken.attempts > 0, isTakenOver: row.state === "running", isValueLost };
}

/** What was counted longer ago is counted anew: only what was just seen to be ours is sent. */
const COUNTED_MS = 1_000;

/** Whether the try that comes next is on record already, and the change was ours a moment ago. */
export const isCounted = ({ countedAtMs }: Claim): boolean =>
  countedAtMs !== undefined && performance.now() - countedAtMs < COUNTED_MS;

/**
 * Whether its try may be counted before its turn. After a crash it is read back then, although it may never have been sent:
 * right for what is sent again where it is not there, and not for what would be said to have failed, or to be ours.
 */
export const mayCountAhead = ({ row, wasSent }: Claim): boolean => {
  const { sendsOnce, resendBlindly, isReadBackLoosely } = kindOf(row.kind);
  return !wasSent && !sendsOnce && !resendBlindly && !isReadBackLoosely;
};

/** Counts the try of a change in the transaction that took it up. */
export async function countIn(tx: Tx, claim: Claim): Promise<void> {
  await keep("changes", [claim.row.id], { in: tx, set: COUNTED });
  claim.countedAtMs = performance.now();
}

/** The same before its turn, while calls before it are under way. What fails is met again, and said, when its turn has come. */
export async function countAhead(claim: Claim): Promise<void> {
  try {
    await countTry([claim]);
  } catch {}
}

/**
 * Asked when a call's turn has come: it may have waited for minutes where the vendor limits us, or with a process that was held
 * up, and another one has done it meanwhile and more after it. Throws LeaseLost, NotCounted.
 */
export async function assertOurs(claim: Claim): Promise<void> {
  if (isCounted(claim)) return;
  const kept = await keep("changes", [claim.row.id], { where: sql<SqlBool>`state = 'running'` }).catch(
    (error: unknown) => {
      throw new NotCounted("it could not be seen whose it is", { cause: error });
    },
  );
  if (!kept.has(claim.row.id)) throw new LeaseLost();
}

const COUNTED = { attempts: sql<number>`attempts + 1` };

/** A try could not be counted: nothing was sent, and whoever takes the change up next tries it. */
export class NotCounted extends Error {}

type Counting = { ids: string[]; resolve: () => void; reject: (error: Error) => void };
const counting = () => perProcess("counting-tries", (): { waiting: Counting[] } => ({ waiting: [] }));

/**
 * Counts a try of changes that go in one call, right before it, and renews their leases: what is on record as never sent
 * was never sent, whenever the process dies. Calls that begin in the same turn are counted with one write to the disk.
 * Throws LeaseLost, NotCounted.
 */
export async function countTry(claims: readonly Claim[]): Promise<void> {
  const { waiting } = counting();
  await new Promise<void>((resolve, reject) => {
    waiting.push({ ids: claims.map(({ row }) => row.id), resolve, reject });
    if (waiting.length === 1) setImmediate(() => void countAll(waiting.splice(0)));
  });
  for (const claim of claims) claim.countedAtMs = performance.now();
}

async function countAll(all: readonly Counting[]): Promise<void> {
  try {
    const counted = await keep(
      "changes",
      all.flatMap(({ ids }) => ids),
      { set: COUNTED, where: sql<SqlBool>`state = 'running'` },
    );
    for (const { ids, resolve, reject } of all)
      if (ids.every((id) => counted.has(id))) resolve();
      else reject(new LeaseLost());
  } catch (error) {
    for (const { reject } of all) reject(new NotCounted("a try could not be counted", { cause: error }));
  }
}
