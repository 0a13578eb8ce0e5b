import "server-only";
import { expressionBuilder, sql } from "kysely";
import { type BatchChangeFilter, foldsSkipped } from "#lib/changes/batches/filter.ts";
import type { BatchChange } from "#lib/changes/batches/schema.ts";
import { readBatch } from "#lib/changes/journal/data.ts";
import { descriptionOf, inputOf, resultOf } from "#lib/changes/journal/journal.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { ErrorCode } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { personIdsOf } from "#lib/directory/people/person-ids.ts";
import type { RowPage } from "#lib/directory/teams/schema.ts";
import { type Conditions, filtered } from "#lib/store/db/conditions.ts";
import { db } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";

/** What needs a look first, then what runs, then what has ended, the last one first, then what waits. */
const ORDER = sql`case changes.state when 'failed' then 0 when 'unknown' then 1 when 'running' then 2 when 'pending' then 4 else 3 end`;

const where = expressionBuilder<Tables, "changes">();
const CONDITIONS: Conditions<BatchChangeFilter> = {
  outcome: (outcome) => where("changes.state", "=", outcome),
};

/**
 * A batch's changes with their outcome. Where more than one was already so, they are among the rows only where they are asked
 * for: the page says how many there are. Throws NOT_FOUND.
 */
export async function listBatchChanges(
  viewer: Viewer,
  batchId: string,
  filter: BatchChangeFilter,
): Promise<RowPage<BatchChange>> {
  const { size } = await readBatch(viewer, batchId);
  const all = db().selectFrom("changes").where("batch_id", "=", batchId);
  const isFolded = filter.outcome === undefined && foldsSkipped(await skippedIn(batchId), size);
  const matching = () =>
    filtered(isFolded ? all.where("changes.state", "!=", "skipped") : all, CONDITIONS, filter, undefined);
  const counted = await matching().select(sql<number>`count(*)`.as("n")).executeTakeFirstOrThrow();
  const rows = await matching()
    .leftJoin("connections", "connections.id", "changes.connection_id")
    .selectAll("changes")
    .select("connections.vendor")
    .orderBy(ORDER)
    .orderBy(sql`coalesce(changes.ended_at, '')`, "desc")
    .orderBy("changes.seq")
    .limit(filter.limit)
    .offset(filter.offset)
    .execute();
  const accountOf = (row: (typeof rows)[number]) => {
    const { userId, email } = inputOf(row) as { userId?: string; email?: string };
    return { connectionId: row.connection_id, userId: userId ?? resultOf(row).userId, email };
  };
  const personIdOf = await personIdsOf(rows.map(accountOf));
  return {
    rows: rows.map((row) => {
      const { title, subject, email, before, after, people, teamName, vendorName } = descriptionOf(row);
      const personId = personIdOf(accountOf(row));
      const reason = reasonOf(row, vendorName, subject);
      return {
        id: row.id,
        seq: row.seq,
        kind: row.kind,
        state: row.state,
        ...{ title, subject, before, after, teamName },
        ...(email ? { email } : {}),
        ...(personId ? { personId } : {}),
        ...(people ? { people } : {}),
        ...(row.vendor ? { vendor: row.vendor } : {}),
        ...(row.team_id ? { teamId: row.team_id } : {}),
        ...(reason ? { reason } : {}),
        ...(row.ended_at ? { endedAt: row.ended_at } : {}),
      };
    }),
    offset: filter.offset,
    total: Number(counted.n),
  };
}

async function skippedIn(batchId: string): Promise<number> {
  const { n } = await db()
    .selectFrom("changes")
    .select(sql<number>`count(*)`.as("n"))
    .where("batch_id", "=", batchId)
    .where("state", "=", "skipped")
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** Why a change ended as it did, in words; undefined where there is nothing to say. */
export function reasonOf(
  row: { code: string | null; reason: string | null },
  vendor: string,
  subject: string,
): string | undefined {
  if (!row.code) return row.reason ?? undefined;
  const code = row.code as ErrorCode;
  // Who is gone and what is taken we say ourselves, by name.
  if (row.reason?.includes(subject)) return row.reason;
  return errorWords({ code, ...(row.reason ? { reason: row.reason } : {}) }, { vendor, subject });
}
