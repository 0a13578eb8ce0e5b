import "server-only";
import { readActivity } from "#lib/activity/data.ts";
import type { ActivityFilter } from "#lib/activity/schema.ts";
import { appendEvent } from "#lib/audit/append.ts";
import { readEvents } from "#lib/audit/rows.ts";
import { actorOf } from "#lib/auth/actor.ts";
import type { Viewer } from "#lib/auth/permissions.ts";
import { csvLine } from "#lib/csv.ts";
import { transact } from "#lib/db/connection.ts";

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
  "where",
  "outcome",
  "reason",
];

/** The filtered log as CSV for people, newest first: text that a spreadsheet would run is neutralized. */
export async function* activityCsv(filter: ActivityFilter): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(HEAD)}`;
  const nowMs = Date.now();
  let before: string | undefined;
  do {
    const page = await readActivity({ ...filter, before }, PAGE_ROWS, nowMs);
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
        row.where?.name,
        row.outcome === "seen" ? "seen in sync" : row.outcome,
        row.reason,
      ]);
    }
    before = page.next;
  } while (before !== undefined);
}

/** The whole chain as JSON Lines, oldest first: with this alone anybody can verify it. */
export async function* activityJsonLines(): AsyncGenerator<string> {
  for await (const { seq, id, body, personal, prev_hash, hash } of readEvents()) {
    yield `${JSON.stringify({ seq, id, body, personal, prev_hash, hash })}\n`;
  }
}

/** Writes down that somebody exported the log, before the first line leaves. */
export const noteActivityExport = (viewer: Viewer, format: "csv" | "jsonl"): Promise<unknown> =>
  transact((tx) =>
    appendEvent(tx, {
      action: "activity.export",
      actor: actorOf(viewer),
      outcome: "done",
      facts: { format },
    }),
  );
