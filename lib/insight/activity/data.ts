import "server-only";
import { can, type Viewer } from "#lib/core/permissions.ts";
import type { ActivityFilter } from "#lib/directory/activity/filter.ts";
import type { ActivityPage, ActivityRow } from "#lib/directory/activity/schema.ts";
import { toActivityRows } from "#lib/directory/feed/activity-rows.ts";
import { listObservations } from "#lib/directory/feed/data.ts";
import { partOfLog, partOfSyncs } from "#lib/insight/activity/filter-parts.ts";
import { mergeNewest, parseCursor } from "#lib/insight/activity/merge.ts";
import { toActivity } from "#lib/insight/activity/rows.ts";
import { type EventFilter, listEvents } from "#lib/store/audit/data.ts";
import { db } from "#lib/store/db/connection.ts";

export const ACTIVITY_PAGE_ROWS = 100;

/**
 * Whose sign-ins, refusals and looks alone are shown: one's own, unless one may read the audit log (undefined). Without a
 * viewer Rollcall itself asks.
 */
export const accountsOf = (viewer: Viewer | undefined): string | undefined =>
  !viewer || can(viewer, "audit.read") ? undefined : viewer.userId;

/** Who knows of others' tokens. A program knows what its owner does. */
const managesTokens = (viewer: Viewer | undefined): boolean =>
  !viewer || can({ role: viewer.role, scope: viewer.scope }, "token.manage");

/** The part of the filter that the audit log answers, for this viewer; undefined when nothing of it can match. */
export function eventFilterOf(
  filter: ActivityFilter,
  nowMs: number,
  viewer?: Viewer,
): EventFilter | undefined {
  const part = partOfLog(filter, nowMs);
  if (!part) return undefined;
  // Who looked at what is there for who asks for it.
  const shown = { ...part, isWithoutReads: filter.what !== "read", accountsOf: accountsOf(viewer) };
  if (filter.token === undefined || managesTokens(viewer)) return shown;
  return part.actor === undefined || part.actor === viewer?.userId
    ? { ...shown, actor: viewer?.userId }
    : undefined;
}

/**
 * Newest first: what happened through Rollcall, one row a change, and what syncs saw happen outside it, with the words
 * for each. At most 200 rows. From where somebody came, and what happens to others'
 * accounts, is only for who may see it.
 */
export async function listActivity(
  filter: ActivityFilter,
  { limit = ACTIVITY_PAGE_ROWS, viewer }: { limit?: number; viewer?: Viewer } = {},
): Promise<ActivityPage> {
  const page = await readActivity(filter, limit, Date.now(), viewer);
  const mayKnow = viewer !== undefined && can(viewer, "session.read");
  const rows = mayKnow ? page.rows : page.rows.map(({ address: _address, ...row }) => row);
  return { ...page, rows };
}

/** One page of the merged list, as of `nowMs`. */
export async function readActivity(
  filter: ActivityFilter,
  limit: number,
  nowMs: number,
  viewer?: Viewer,
): Promise<{ rows: ActivityRow[]; next?: string }> {
  const from = parseCursor(filter.before);
  const inside = eventFilterOf(filter, nowMs, viewer);
  const outside = partOfSyncs(filter, nowMs);
  const [events, observations] = await Promise.all([
    inside && listEvents({ ...inside, before: from.seq, limit }),
    outside && listObservations({ ...outside, before: from.seen, limit }),
  ]);
  const { rows, next } = mergeNewest(
    { rows: events?.rows ?? [], more: events?.next !== undefined },
    observations ?? { rows: [], more: false },
    limit,
    from,
  );
  const [known, seen] = await Promise.all([
    toActivity(
      rows.flatMap((row) => ("event" in row ? row.event : [])),
      viewer,
    ),
    toActivityRows(rows.flatMap((row) => ("observation" in row ? row.observation : []))),
  ]);
  const byId = new Map([...known, ...seen].map((row) => [row.id, row]));
  return {
    rows: rows.flatMap((row) => byId.get("event" in row ? row.event.id : row.observation.id) ?? []),
    ...(next === undefined ? {} : { next }),
  };
}

/** Everybody who may stand in the filter "Who": Rollcall's users by name. */
export async function listActors(): Promise<{ id: string; name: string }[]> {
  const rows = await db().selectFrom("users").select(["id", "name", "email"]).orderBy("email_key").execute();
  return rows.map((row) => ({ id: row.id, name: row.name || row.email }));
}
