import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { csvLine } from "#lib/core/csv.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { personIds } from "#lib/directory/people/data.ts";
import type { PersonFilter } from "#lib/directory/people/filter.ts";
import { toPersonRows } from "#lib/directory/people/rows.ts";
import type { PersonRow } from "#lib/directory/people/schema.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { VENDOR_IDS } from "#lib/vendors/ids.ts";

const ROWS_AT_ONCE = 200;
const HEAD = [
  "name",
  "e-mails",
  "vendors",
  ...VENDOR_IDS.map((vendor) => `memberships on ${VENDOR_FACTS[vendor].name}`),
  "top role",
  "active",
  "disabled",
  "invited since",
  "last active",
  "temporary until",
];

const toLine = (person: PersonRow): string =>
  csvLine([
    person.shown,
    person.emails.join(" "),
    person.vendors.map((vendor) => VENDOR_FACTS[vendor].name).join(" "),
    ...VENDOR_IDS.map((vendor) => person.counts[vendor] ?? 0),
    person.topRole,
    person.isActive,
    person.isDisabled,
    person.invitedSince,
    person.lastActiveAt,
    person.endsAt,
  ]);

/** People as CSV, a line each: those with these ids, else all that match the filter but for `except`. By name. */
export async function* peopleCsv(
  filter: PersonFilter,
  { ids, except }: { ids: readonly string[]; except: readonly string[] },
): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(HEAD)}`;
  const left = new Set(except);
  const chosen = ids.length > 0 ? [...new Set(ids)] : (await personIds(filter)).filter((id) => !left.has(id));
  for (const some of chunks(chosen, ROWS_AT_ONCE)) {
    const stored = await db().selectFrom("people").selectAll().where("id", "in", some).execute();
    const rows = new Map((await toPersonRows(stored, [])).map((person) => [person.id, person]));
    for (const id of some) {
      const person = rows.get(id);
      if (person) yield toLine(person);
    }
  }
}

/** Writes down that somebody exported people, before the first line leaves. */
export const notePeopleExport = (viewer: Viewer, chosen: number): Promise<unknown> =>
  transact((tx) =>
    appendEvent(tx, { action: "person.export", actor: actorOf(viewer), outcome: "done", facts: { chosen } }),
  );
