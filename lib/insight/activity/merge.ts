import "server-only";
import type { Observation, SeenMark } from "#lib/directory/feed/data.ts";
import type { EventRow } from "#lib/store/audit/data.ts";

/** Where a page of the merged list ends: how far each of its two sources was read. */
export type Cursor = { seq?: number; seen?: SeenMark };

/** A cursor as it stands in an address; undefined for what is none. */
export function parseCursor(text: string | undefined): Cursor {
  const [seq = "", at = "", id = ""] = text?.split("~") ?? [];
  return {
    ...(/^\d{1,15}$/.test(seq) ? { seq: Number(seq) } : {}),
    ...(at && id ? { seen: { at, id } } : {}),
  };
}
export const cursorText = ({ seq, seen }: Cursor): string =>
  `${seq ?? ""}~${seen?.at ?? ""}~${seen?.id ?? ""}`;

type Source<Row> = { rows: readonly Row[]; more: boolean };
export type Merged = ({ event: EventRow } | { observation: Observation })[];

/**
 * The newest `limit` of both sources, each of which is newest first, and where the next page begins; no `next` when
 * nothing is left of either.
 */
export function mergeNewest(
  events: Source<EventRow>,
  observations: Source<Observation>,
  limit: number,
  from: Cursor,
): { rows: Merged; next?: string } {
  const rows: Merged = [];
  let [e, o] = [0, 0];
  while (rows.length < limit) {
    const event = events.rows[e];
    const observation = observations.rows[o];
    if (event && (!observation || event.at >= observation.at)) {
      rows.push({ event });
      e++;
    } else if (observation) {
      rows.push({ observation });
      o++;
    } else break;
  }
  const isLeft = e < events.rows.length || o < observations.rows.length || events.more || observations.more;
  if (!isLeft) return { rows };
  const lastEvent = events.rows[e - 1];
  const lastSeen = observations.rows[o - 1];
  const seq = lastEvent?.seq ?? from.seq;
  const seen = lastSeen ? { at: lastSeen.at, id: lastSeen.id } : from.seen;
  return {
    rows,
    next: cursorText({ ...(seq === undefined ? {} : { seq }), ...(seen ? { seen } : {}) }),
  };
}
