import "server-only";
import { nowMs } from "#lib/core/clock.ts";
import { env } from "#lib/core/env.ts";
import { newId } from "#lib/core/ids.ts";
import { isZone } from "#lib/core/local-time.ts";
import { NOTICE_FACTS, type NoticeEvent, type NoticeWay } from "#lib/core/notice-events.ts";
import { oneLine } from "#lib/core/one-line.ts";
import { PERMISSIONS, type Role } from "#lib/core/permissions.ts";
import { type Db, db, type Tx } from "#lib/store/db/connection.ts";
import type { AboutTable } from "#lib/store/db/tables.ts";
import { digestTime, GATHER_MS } from "#lib/store/outbox/notice-times.ts";

export type Notice = {
  event: NoticeEvent;
  /** Users' ids, or everybody of a kind: who has no access any more is left out. */
  to: readonly string[] | "admins" | "approvers" | "operators";
  /** Who is not told: the user who did it. */
  except?: string;
  /**
   * The row that it is about. When the mail goes out, it is read through what the person may see: who does not see it is not
   * told. Without it only their role counts.
   */
  about?: { table: AboutTable; id: string };
  /** The page to open, as a path on this origin: `/approvals`. */
  href: string;
  /** What it is about, in a few words, as lists call it. Never a secret value. */
  what: string;
  /** Further lines, by their label: `{ "Asked by": "Maya" }`. Never a secret value. */
  lines?: Readonly<Record<string, string>>;
  /** The same thing under the same key is told once to each person. */
  key: string;
};

const WHAT_SIGNS = 120;
const LINE_SIGNS = 200;
const ROWS_AT_ONCE = 200;

/**
 * Writes down that people are to be told of something, in the transaction that makes it happen; the job `mail` sends it. Who
 * chose not to be told is not. Returns how many will be. Without e-mail in the settings nothing is written: nobody is told later of what is past.
 */
export async function notify(tx: Tx, notice: Notice): Promise<number> {
  if (!env().ROLLCALL_SMTP_URL) return 0;
  const people = (await usersOf(tx, notice)).filter(({ id }) => id !== notice.except);
  const ways = await waysOf(
    tx,
    notice.event,
    people.map(({ id }) => id),
  );
  const now = nowMs();
  const rows = people.flatMap(({ id: userId, zone }) => {
    const way = ways.get(userId);
    if (way === undefined || way === "off") return [];
    return [
      {
        ...{ id: newId(), user_id: userId, event: notice.event, told_key: notice.key.slice(0, 200) },
        ...{ about_table: notice.about?.table ?? null, about_id: notice.about?.id ?? null },
        ...{ href: notice.href, what: oneLine(notice.what, WHAT_SIGNS), lines: linesOf(notice) },
        ...{ state: "pending" as const, created_at: new Date(now).toISOString(), mail_id: null },
        due_at: new Date(way === "digest" ? digestTime(now, zone) : now + GATHER_MS).toISOString(),
      },
    ];
  });
  let told = 0;
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const made = await tx
      .insertInto("notices")
      .values(rows.slice(start, start + ROWS_AT_ONCE))
      .onConflict((conflict) => conflict.columns(["user_id", "told_key"]).doNothing())
      .returning("id")
      .execute();
    told += made.length;
  }
  return told;
}

const linesOf = ({ lines = {} }: Notice): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(lines).map(([label, text]) => [oneLine(label, 40), oneLine(text, LINE_SIGNS)]),
    ),
  );

const ROLES_OF = {
  admins: ["admin"],
  operators: ["operator", "admin"],
  approvers: PERMISSIONS["approval.decide"],
} as const satisfies Record<string, readonly Role[]>;

type Told = { id: string; zone: string };

/** Users with access who are meant, and the zone whose clocks they go by. */
async function usersOf(tx: Tx, { to }: Notice): Promise<Told[]> {
  const query = tx.selectFrom("users").select(["id", "time_zone"]).where("disabled_at", "is", null);
  const told = (rows: readonly { id: string; time_zone: string | null }[]): Told[] =>
    rows.map(({ id, time_zone }) => ({ id, zone: time_zone && isZone(time_zone) ? time_zone : "UTC" }));
  if (typeof to === "string") return told(await query.where("role", "in", [...ROLES_OF[to]]).execute());
  const found: Told[] = [];
  const ids = [...new Set(to)];
  for (let start = 0; start < ids.length; start += ROWS_AT_ONCE)
    found.push(...told(await query.where("id", "in", ids.slice(start, start + ROWS_AT_ONCE)).execute()));
  return found;
}

/** Where the store keeps what admins set. */
export const FIXED_KEY = "notices.fixed";

/** What admins set so that nobody turns it off. */
export async function fixedEvents(store: Db | Tx = db()): Promise<Set<string>> {
  const row = await store.selectFrom("meta").select("value").where("key", "=", FIXED_KEY).executeTakeFirst();
  return new Set(row ? (JSON.parse(row.value) as string[]) : []);
}

/** How each of these people is told of an event. What may not be turned off is told at once to who chose to hear nothing. */
async function waysOf(tx: Tx, event: NoticeEvent, ids: readonly string[]): Promise<Map<string, NoticeWay>> {
  const { way } = NOTICE_FACTS[event];
  const ways = new Map<string, NoticeWay>(ids.map((id) => [id, way]));
  const chosen = await tx
    .selectFrom("notice_choices")
    .select(["user_id", "way"])
    .where("event", "=", event)
    .execute();
  for (const choice of chosen) if (ways.has(choice.user_id)) ways.set(choice.user_id, choice.way);
  if ((await fixedEvents(tx)).has(event))
    for (const [id, how] of ways) if (how === "off") ways.set(id, "once");
  return ways;
}
