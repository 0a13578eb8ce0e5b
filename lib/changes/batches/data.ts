import "server-only";
import { expressionBuilder, type SqlBool, sql } from "kysely";
import { approvalOf, whyNotAgain } from "#lib/changes/approvals/repeat.ts";
import type { BatchFilter } from "#lib/changes/batches/filter.ts";
import type { BatchProgress, BatchRow, BatchState, StateCounts } from "#lib/changes/batches/schema.ts";
import { readBatch, type StoredBatch, seesAllBatches } from "#lib/changes/journal/data.ts";
import { tokensOf } from "#lib/changes/journal/tokens.ts";
import { KINDS_WITH_VALUE } from "#lib/changes/kinds/registry.ts";
import { CHANGE_STATES } from "#lib/core/change-names.ts";
import type { MatchOf } from "#lib/core/filter/fields.ts";
import { nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { byToken } from "#lib/core/token-words.ts";
import { connectionQueueState } from "#lib/directory/connections/queue.ts";
import type { RowPage } from "#lib/directory/teams/schema.ts";
import { type Conditions, filtered } from "#lib/store/db/conditions.ts";
import { db } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { seen } from "#lib/store/db/view.ts";

/** What ended within this time says how fast it goes. */
const PACE_MS = 15_000;
const RUNNING_SHOWN = 8;

const countsFor = async (ids: readonly string[]): Promise<Map<string, StateCounts>> => {
  const counts = new Map<string, StateCounts>();
  if (ids.length === 0) return counts;
  const rows = await db()
    .selectFrom("changes")
    .select(["batch_id", "state", sql<number>`count(*)`.as("n")])
    .where("batch_id", "in", ids)
    .groupBy(["batch_id", "state"])
    .execute();
  for (const { batch_id, state, n } of rows) {
    const own = counts.get(batch_id) ?? noCounts();
    own[state] = Number(n);
    counts.set(batch_id, own);
  }
  return counts;
};
const noCounts = (): StateCounts =>
  Object.fromEntries(CHANGE_STATES.map((state) => [state, 0])) as StateCounts;

type Asked = { user_id: string; token_id: string | null };

/** Who asked for each of these, and by which token. */
async function askersOf(rows: readonly Asked[]): Promise<(row: Asked) => string> {
  if (rows.length === 0) return () => "";
  const [users, tokens] = await Promise.all([
    db()
      .selectFrom("users")
      .select(["id", "name", "email"])
      .where("id", "in", [...new Set(rows.map((row) => row.user_id))])
      .execute(),
    tokensOf(rows.map((row) => row.token_id)),
  ]);
  const names = new Map(users.map((user) => [user.id, user.name || user.email]));
  return ({ user_id, token_id }) =>
    byToken(names.get(user_id) ?? "Somebody who is gone", tokens.get(token_id ?? ""));
}

async function toRows(batches: readonly StoredBatch[]): Promise<BatchRow[]> {
  const readAt = nowIso();
  const counts = await countsFor(batches.map((batch) => batch.id));
  const askerOf = await askersOf(batches);
  return batches.map((batch) => {
    const own = counts.get(batch.id) ?? noCounts();
    return {
      id: batch.id,
      name: batch.name,
      state: batch.state,
      size: batch.size,
      counts: own,
      readAt,
      createdAt: batch.created_at,
      ...(batch.finished_at ? { finishedAt: batch.finished_at } : {}),
      by: askerOf(batch),
    };
  });
}

const where = expressionBuilder<Tables, "batches">();
const CONDITIONS: Conditions<BatchFilter> = {
  // What waits is no batch yet: it stands before them.
  state: (state) => (isBegun(state) ? where("state", "=", state) : sql<SqlBool>`1 = 0`),
};
const isBegun = (state: BatchState): state is StoredBatch["state"] =>
  state !== "scheduled" && state !== "held";

const listed = (viewer: Viewer, match: MatchOf<BatchFilter>) => {
  const shown = db()
    .selectFrom("batches")
    .where(where.or([where("size", ">", 1), where("reviewed", "=", 1)]));
  const visible = seesAllBatches(viewer) ? shown : shown.where("user_id", "=", viewer.userId);
  return filtered(visible, CONDITIONS, match, undefined);
};

/** What waits for its time and is no batch yet, as one. */
async function waitingRows(viewer: Viewer, { state }: BatchFilter): Promise<BatchRow[]> {
  if (state !== undefined && isBegun(state)) return [];
  const states = state === undefined ? (["scheduled", "held"] as const) : [state];
  let waiting = db()
    .selectFrom("schedules")
    .where("kind", "=", "batch")
    .where("batch_id", "is", null)
    .where("state", "in", states);
  if (!seesAllBatches(viewer)) waiting = waiting.where("user_id", "=", viewer.userId);
  const rows = await waiting
    .select(["id", "name", "state", "size", "created_at", "user_id", "token_id"])
    .orderBy("due_at")
    .orderBy("id")
    .execute();
  const readAt = nowIso();
  const askerOf = await askersOf(rows);
  return rows.flatMap((row): BatchRow[] =>
    row.state === "scheduled" || row.state === "held"
      ? [
          {
            ...{ id: row.id, name: row.name, state: row.state, size: row.size, readAt },
            counts: { ...noCounts(), pending: row.size },
            createdAt: row.created_at,
            by: askerOf(row),
          },
        ]
      : [],
  );
}

/**
 * Batches, newest first: those of several changes, and those that were reviewed as a plan, after those that wait for their
 * time. A change by hand of one cell stands in the activity alone.
 */
export async function listBatches(viewer: Viewer, filter: BatchFilter): Promise<RowPage<BatchRow>> {
  const waiting = await waitingRows(viewer, filter);
  const first = waiting.slice(filter.offset, filter.offset + filter.limit);
  const counted = await listed(viewer, filter)
    .select(sql<number>`count(*)`.as("n"))
    .executeTakeFirstOrThrow();
  const batches = await listed(viewer, filter)
    .selectAll()
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(filter.limit - first.length)
    .offset(Math.max(0, filter.offset - waiting.length))
    .execute();
  return {
    rows: [...first, ...(await toRows(batches))],
    offset: filter.offset,
    total: waiting.length + Number(counted.n),
  };
}

/** Batches that run now, newest first: the sidebar shows the first one. */
export async function listRunningBatches(viewer: Viewer): Promise<BatchRow[]> {
  const batches = await listed(viewer, { state: "running" })
    .selectAll()
    .where("size", ">", 1)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(RUNNING_SHOWN)
    .execute();
  return toRows(batches);
}

/**
 * Batches that need a look, newest first: those that run or are paused, and those made since then of which a change failed
 * or is not known. Single changes by hand are among them.
 */
export async function listTroubledBatches(
  viewer: Viewer,
  sinceIso: string,
  limit: number,
): Promise<BatchRow[]> {
  const isTroubled = sql<SqlBool>`exists (select 1 from ${seen("changes")} as changes
    where changes.batch_id = batches.id and changes.state in ('failed', 'unknown'))`;
  let batches = db()
    .selectFrom("batches")
    .where((where) =>
      where.or([
        where("batches.state", "in", ["running", "paused"]),
        where.and([where("batches.created_at", ">", sinceIso), isTroubled]),
      ]),
    );
  if (!seesAllBatches(viewer)) batches = batches.where("user_id", "=", viewer.userId);
  const rows = await batches
    .selectAll()
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return toRows(rows);
}

/** How a batch stands. Throws NOT_FOUND, also for somebody else's. */
export async function getBatchProgress(viewer: Viewer, batchId: string): Promise<BatchProgress> {
  const batch = await readBatch(viewer, batchId);
  const [row] = await toRows([batch]);
  if (!row) throw new Error("a batch without its row");
  const seconds = row.state === "running" ? await secondsLeft(row) : undefined;
  const related = await db()
    .selectFrom("batches")
    .select(["id", "name", "undo_of_batch"])
    .where((where) =>
      where.or([
        where("undo_of_batch", "=", batchId),
        ...(batch.undo_of_batch ? [where("id", "=", batch.undo_of_batch)] : []),
      ]),
    )
    .orderBy("created_at")
    .execute();
  const undoes = related.find(({ id }) => id === batch.undo_of_batch);
  return {
    ...row,
    ...(seconds === undefined ? {} : { secondsLeft: seconds }),
    waits: row.state === "running" ? await waitsOf(batchId) : [],
    ...(undoes ? { undoes: { id: undoes.id, name: undoes.name } } : {}),
    undoneBy: related
      .filter((other) => other.undo_of_batch === batchId)
      .map(({ id, name }) => ({ id, name })),
    ...(row.counts.failed > 0 ? await tryingAgain(viewer, batchId) : { failedWithValue: 0 }),
  };
}

/** What trying the failed changes again asks for, or why this person may not. */
async function tryingAgain(
  viewer: Viewer,
  batchId: string,
): Promise<Pick<BatchProgress, "failedWithValue" | "noRetry">> {
  const approved = await approvalOf(batchId);
  if (!approved) return { failedWithValue: await failedWithValue(batchId) };
  const noRetry = whyNotAgain(viewer, approved);
  return { failedWithValue: 0, ...(noRetry ? { noRetry } : {}) };
}

async function failedWithValue(batchId: string): Promise<number> {
  const { n } = await db()
    .selectFrom("changes")
    .select(sql<number>`count(*)`.as("n"))
    .where("batch_id", "=", batchId)
    .where("state", "=", "failed")
    .where("kind", "in", KINDS_WITH_VALUE)
    .executeTakeFirstOrThrow();
  return Number(n);
}

async function secondsLeft(row: BatchRow): Promise<number | undefined> {
  const since = new Date(Date.now() - PACE_MS).toISOString();
  const lately = await db()
    .selectFrom("changes")
    .select([sql<number>`count(*)`.as("n"), sql<string | null>`min(started_at)`.as("first")])
    .where("batch_id", "=", row.id)
    .where("ended_at", ">=", since)
    .where("started_at", "is not", null)
    .executeTakeFirstOrThrow();
  const ended = Number(lately.n);
  if (ended === 0 || !lately.first) return undefined;
  const elapsedMs = Math.min(PACE_MS, Date.now() - Date.parse(lately.first));
  return Math.max(1, Math.ceil(((row.counts.pending + row.counts.running) * elapsedMs) / ended / 1_000));
}

async function waitsOf(batchId: string): Promise<BatchProgress["waits"]> {
  const connections = await db()
    .selectFrom("changes")
    .innerJoin("connections", "connections.id", "changes.connection_id")
    .select(["connections.id", "connections.label", "connections.vendor"])
    .distinct()
    .where("changes.batch_id", "=", batchId)
    .where("changes.state", "in", ["pending", "running"])
    .execute();
  return connections.flatMap(({ id, label, vendor }) => {
    const { pausedUntil } = connectionQueueState(id);
    const seconds = pausedUntil === undefined ? 0 : Math.ceil((pausedUntil - Date.now()) / 1_000);
    return seconds > 0 ? [{ label, vendor, seconds }] : [];
  });
}
