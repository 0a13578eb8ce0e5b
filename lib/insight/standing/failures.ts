import "server-only";
import type { ListPart } from "#lib/directory/sync/lists.ts";
import type { ConnectionLists } from "#lib/insight/standing/lists.ts";
import type { ReadFailure } from "#lib/insight/standing/schema.ts";
import { db } from "#lib/store/db/connection.ts";

/** Of one connection, at most so many lists are looked at for what failed: the newest say it. */
const MAX_FAILED = 500;

/** What could not be read of these lists, a line a connection. */
export async function readFailures(
  lists: readonly ConnectionLists[],
  parts: readonly ListPart[],
): Promise<ReadFailure[]> {
  const byConnection = Map.groupBy(lists, (row) => row.connectionId);
  const hasFailed = lists.some((row) => row.failed > 0);
  const failed = hasFailed ? Map.groupBy(await failedLists(parts), (row) => row.connectionId) : new Map();
  return [...byConnection].flatMap(([connectionId, own]) => {
    const [connection] = own;
    const rows: FailedList[] = failed.get(connectionId) ?? [];
    if (!connection) return [];
    const isRefused = connection.state === "refused";
    const [newest] = rows;
    if (!isRefused && !newest) return [];
    const oldest = own.every((row) => row.never === 0)
      ? own.flatMap((row) => row.oldest ?? []).sort()[0]
      : undefined;
    const isWhole = isRefused || rows.length >= own.reduce((sum, row) => sum + row.lists, 0);
    const names = rows.map((row) => row.teamName);
    const reason = isRefused ? undefined : newest?.reason;
    return [
      {
        connectionId,
        label: connection.label,
        vendor: connection.vendor,
        code: isRefused ? "VENDOR_TOKEN_REFUSED" : (newest?.code ?? "INTERNAL"),
        ...(reason ? { reason } : {}),
        teams: isWhole || names.includes(null) ? [] : [...new Set(names.flatMap((name) => name ?? []))],
        ...(oldest ? { syncedAt: oldest } : {}),
      },
    ];
  });
}

type FailedList = Awaited<ReturnType<typeof failedLists>>[number];

const failedLists = (parts: readonly ListPart[]) =>
  db()
    .selectFrom("lists")
    .leftJoin("teams", "teams.id", "lists.team_id")
    .select([
      "lists.connection_id as connectionId",
      "lists.error_code as code",
      "lists.error_reason as reason",
    ])
    .select("teams.name as teamName")
    .where("lists.part", "in", parts)
    .where("lists.error_code", "is not", null)
    .orderBy("lists.error_at", "desc")
    .orderBy("lists.id")
    .limit(MAX_FAILED)
    .execute();
