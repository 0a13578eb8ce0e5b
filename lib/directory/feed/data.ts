import "server-only";
import { type Selectable, sql } from "kysely";
import { kindsToldWith } from "#lib/directory/feed/words.ts";
import { db } from "#lib/store/db/connection.ts";
import { containsWords } from "#lib/store/db/search.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

export type ObservationKind = Tables["observations"]["kind"];
/** Where a page of observations ends. */
export type SeenMark = { at: string; id: string };

export type ObservationFilter = {
  q?: string | undefined;
  /** First word of the kind: "member", "team", "secret". */
  about?: string | undefined;
  /** The vendor's id of a person or team, or a secret's name. */
  subject?: string | undefined;
  connectionId?: string | undefined;
  teamId?: string | undefined;
  vendor?: VendorId | undefined;
  /** ISO time: from this one on. */
  from?: string | undefined;
  /** Older than this one. */
  before?: SeenMark | undefined;
  /** At most 200; 50 where absent. */
  limit?: number | undefined;
};

/** Something that a complete sync saw change outside Rollcall. */
export type Observation = {
  id: string;
  /** When it was seen, which is later than when it happened. */
  at: string;
  kind: ObservationKind;
  subject: string;
  connectionId: string;
  teamId?: string;
  vendor: VendorId;
  connectionLabel: string;
  /** Names, before and after, as the sync put them on record. */
  data: Record<string, unknown>;
};

type Row = Selectable<Tables["observations"]> & { vendor: VendorId; label: string };

/** What syncs saw change outside Rollcall, newest first. `more`: older ones follow. */
export async function listObservations(
  filter: ObservationFilter = {},
): Promise<{ rows: Observation[]; more: boolean }> {
  const limit = Math.min(Math.max(filter.limit ?? 50, 1), 200);
  const { q, about, subject, connectionId, teamId, vendor, from, before } = filter;
  let query = db()
    .selectFrom("observations")
    .innerJoin("connections", "connections.id", "observations.connection_id")
    .selectAll("observations")
    .select(["connections.vendor", "connections.label"]);
  if (q?.trim())
    query = query.where(
      containsWords("observations.search_key", q, (word) => {
        const kinds = kindsToldWith(word);
        return kinds.length > 0 ? [sql`observations.kind in (${sql.join(kinds)})`] : [];
      }),
    );
  if (about)
    query = query
      .where("observations.kind", ">=", `${about}.` as ObservationKind)
      .where("observations.kind", "<", `${about}/` as ObservationKind);
  if (subject) query = query.where("observations.subject", "=", subject);
  if (connectionId) query = query.where("observations.connection_id", "=", connectionId);
  if (teamId) query = query.where("observations.team_id", "=", teamId);
  if (vendor) query = query.where("connections.vendor", "=", vendor);
  if (from) query = query.where("observations.at", ">=", from);
  if (before)
    query = query.where((where) =>
      where.or([
        where("observations.at", "<", before.at),
        where.and([where("observations.at", "=", before.at), where("observations.id", "<", before.id)]),
      ]),
    );
  const found: Row[] = await query
    .orderBy("observations.at", "desc")
    .orderBy("observations.id", "desc")
    .limit(limit + 1)
    .execute();
  return { rows: found.slice(0, limit).map(toObservation), more: found.length > limit };
}

const toObservation = (row: Row): Observation => ({
  id: row.id,
  at: row.at,
  kind: row.kind,
  subject: row.subject,
  connectionId: row.connection_id,
  ...(row.team_id === null ? {} : { teamId: row.team_id }),
  vendor: row.vendor,
  connectionLabel: row.label,
  data: JSON.parse(row.data) as Record<string, unknown>,
});
