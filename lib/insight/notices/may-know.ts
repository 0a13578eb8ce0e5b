import "server-only";
import type { Kysely } from "kysely";
import { scopeOf } from "#lib/access/grants/data.ts";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { NOTICE_FACTS, type NoticeEvent } from "#lib/core/notice-events.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import type { AboutTable } from "#lib/store/db/tables.ts";
import { fixedEvents } from "#lib/store/outbox/notify.ts";

/** Who a mail is to, as they are now; undefined for who has no access any more. */
export async function readerOf(userId: string): Promise<Viewer | undefined> {
  const user = await db()
    .selectFrom("users")
    .select(["id", "name", "email", "role"])
    .where("id", "=", userId)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  if (!user) return undefined;
  const { name, email, role } = user;
  return { userId, name, email, role, sessionId: "", scope: await scopeOf(userId, role) };
}

/** What asks for something is told while it is still asked for: the states of the row that it is about. */
const WHILE: Partial<Record<NoticeEvent, readonly string[]>> = {
  "approval.asked": ["pending"],
  "end.coming": ["scheduled", "held"],
  "connection.refused": ["refused"],
};

type About = { event: NoticeEvent; about_table: AboutTable | null; about_id: string | null };
/** Of all of these tables, and of those of them that have a state. */
type Row = { id: string; state: string };
const rowsOf = () => db() as unknown as Kysely<Record<AboutTable, Row>>;

/**
 * Those of the notices that this person may know of now: their role has what the event needs, they see the row that it is
 * about, which still asks for what it is told for, and they have not turned it off meanwhile.
 */
export async function knowable<N extends About>(reader: Viewer, notices: readonly N[]): Promise<N[]> {
  const [fixed, choices] = await Promise.all([
    fixedEvents(),
    db()
      .selectFrom("notice_choices")
      .select("event")
      .where("user_id", "=", reader.userId)
      .where("way", "=", "off")
      .execute(),
  ]);
  const off = new Set(choices.map(({ event }) => event).filter((event) => !fixed.has(event)));
  const known = new Map<string, boolean>();
  const left: N[] = [];
  for (const notice of notices) {
    if (off.has(notice.event) || !can(reader, NOTICE_FACTS[notice.event].needs)) continue;
    const { about_table: table, about_id: id } = notice;
    if (table === null || id === null) {
      left.push(notice);
      continue;
    }
    const key = `${notice.event} ${table} ${id}`;
    const isSeen = known.get(key) ?? (await isThere(reader, table, id, WHILE[notice.event]));
    known.set(key, isSeen);
    if (isSeen) left.push(notice);
  }
  return left;
}

/** Whether this person sees the row, in one of these states. What is gone is seen by nobody. */
const isThere = (
  reader: Viewer,
  table: AboutTable,
  id: string,
  states: readonly string[] | undefined,
): Promise<boolean> =>
  seeingAs(reader, async () => {
    const row = rowsOf().selectFrom(table).select("id").where("id", "=", id);
    const asked = states ? row.where("state", "in", [...states]) : row;
    return (await asked.executeTakeFirst()) !== undefined;
  });
