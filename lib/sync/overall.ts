import "server-only";
import { sql } from "kysely";
import { db } from "#lib/db/connection.ts";
import { nowIso } from "#lib/ids.ts";
import type { ListPart } from "#lib/sync/lists.ts";
import type { ListFreshness } from "#lib/teams/schema.ts";

/**
 * All lists of a part as if they were one: as old as the oldest, running while one runs, changed when one changed.
 * Undefined before there is any.
 */
export async function overallFreshness(part: ListPart): Promise<ListFreshness | undefined> {
  const now = nowIso();
  const all = await db()
    .selectFrom("lists")
    .select([
      sql<number>`count(*)`.as("lists"),
      // A list that came or went counts too.
      sql<number | null>`sum(version + 1)`.as("version"),
      sql<string | null>`min(synced_at)`.as("oldest"),
      sql<number | null>`sum(case when synced_at is null then 1 else 0 end)`.as("never"),
      sql<
        number | null
      >`sum(case when lease_until > ${now} or requested_at is not null then 1 else 0 end)`.as("busy"),
      sql<number | null>`sum(run_pages)`.as("pages"),
      sql<number | null>`sum(run_rows)`.as("rows"),
      sql<string | null>`max(error_at)`.as("failed_at"),
    ])
    .where("part", "=", part)
    .executeTakeFirstOrThrow();
  if (Number(all.lists) === 0) return undefined;
  const failed = all.failed_at === null ? undefined : await failureAt(part, all.failed_at);
  const isComplete = Number(all.never) === 0 && all.oldest !== null;
  return {
    listId: part,
    ...(isComplete && all.oldest !== null ? { syncedAt: all.oldest } : {}),
    version: Number(all.version),
    running: Number(all.busy) > 0,
    stale: !isComplete,
    runPages: Number(all.pages),
    runRows: Number(all.rows),
    ...(failed ? { error: failed } : {}),
  };
}

async function failureAt(part: ListPart, at: string): Promise<ListFreshness["error"]> {
  const row = await db()
    .selectFrom("lists")
    .select(["error_code", "error_reason", "error_at"])
    .where("part", "=", part)
    .where("error_at", "=", at)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  if (!row?.error_code) return undefined;
  return { code: row.error_code, ...(row.error_reason ? { reason: row.error_reason } : {}), at };
}

/** A page over all teams is content with this: the schedule and looks at a team itself keep the lists newer. */
const OLD_MS = 10 * 60_000;

/** The ids of the oldest lists of a part: what a look at a page over all teams brings up to date. */
export async function oldestLists(part: ListPart, limit: number): Promise<string[]> {
  const rows = await db()
    .selectFrom("lists")
    .select("id")
    .where("part", "=", part)
    .where((where) =>
      where.or([
        where("synced_at", "is", null),
        where("synced_at", "<", new Date(Date.now() - OLD_MS).toISOString()),
      ]),
    )
    .orderBy(sql`case when synced_at is null then 0 else 1 end`)
    .orderBy("synced_at")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}
