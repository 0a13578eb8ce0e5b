import "server-only";
import { setImmediate as turn } from "node:timers/promises";
import { actorOf } from "#lib/access/auth/actor.ts";
import { csvLine } from "#lib/core/csv.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import type { ActivityFilter } from "#lib/directory/activity/filter.ts";
import { accountsOf, eventFilterOf, readActivity } from "#lib/insight/activity/data.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { exportLines } from "#lib/store/audit/export-lines.ts";
import { transact } from "#lib/store/db/connection.ts";
import { currentView } from "#lib/store/db/view.ts";

const PAGE_ROWS = 200;
const HEAD = [
  "seq",
  "at",
  "who",
  "email",
  "what",
  "subject e-mail",
  "before",
  "after",
  "people",
  "where",
  "outcome",
  "reason",
];

/** The filtered log as CSV for people, newest first: text that a spreadsheet would run is neutralized. */
export async function* activityCsv(filter: ActivityFilter, viewer?: Viewer): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(HEAD)}`;
  const nowMs = Date.now();
  let before: string | undefined;
  do {
    const page = await readActivity({ ...filter, before }, PAGE_ROWS, nowMs, viewer);
    for (const row of page.rows) {
      yield csvLine([
        row.seq,
        row.at,
        row.who.name,
        row.who.email,
        row.what.map((piece) => piece.text).join(""),
        row.subjectEmail,
        row.before,
        row.after,
        row.people?.join("; "),
        row.where?.name,
        row.outcome === "seen" ? "seen in sync" : row.outcome,
        row.reason,
      ]);
    }
    before = page.next;
    await turn();
  } while (before !== undefined);
}

/** What of a filter is set, without the page that one is on. */
const setIn = ({ before: _before, ...filter }: ActivityFilter): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(filter).flatMap(([key, value]) =>
      value === undefined || value === "" ? [] : [[key, value]],
    ),
  );

/** Whether an export leaves events out: by its filter, or because who asks may not see all of them. */
export const isPartial = (filter: ActivityFilter, viewer?: Viewer): boolean =>
  Object.keys(setIn(filter)).length > 0 || isLimited(viewer);

const isLimited = (viewer: Viewer | undefined): boolean =>
  currentView() !== undefined || accountsOf(viewer) !== undefined;

/** The log as JSON Lines, oldest first: the whole chain, or what the filter lets through, which says so itself. */
export function activityJsonLines(filter: ActivityFilter, viewer?: Viewer): AsyncGenerator<string> {
  // As the page and the CSV do: from where others came is not for everybody.
  const ownOf = viewer === undefined || can(viewer, "session.read") ? undefined : viewer.userId;
  if (!isPartial(filter, viewer)) return exportLines(undefined, ownOf);
  const events = eventFilterOf(filter, Date.now(), viewer);
  const said = { ...setIn(filter), ...(isLimited(viewer) ? { limited: true } : {}) };
  // Nothing of the chain is "seen" or "outside": that is what syncs saw.
  if (!events) return exportLines({ filter: { action: "none" }, said }, ownOf);
  return exportLines({ filter: { ...events, isWithoutReads: false }, said }, ownOf);
}

/** Writes down that somebody exported the log, and which part of it, before the first line leaves. */
export function noteActivityExport(
  viewer: Viewer,
  format: "csv" | "jsonl",
  filter: ActivityFilter,
): Promise<unknown> {
  const { q, ...rest } = setIn(filter);
  return transact((tx) =>
    appendEvent(tx, {
      action: "activity.export",
      actor: actorOf(viewer),
      outcome: "done",
      facts: { format, partial: isPartial(filter, viewer), filter: rest },
      // People are searched for by their names.
      ...(q === undefined ? {} : { personal: { q } }),
    }),
  );
}
