import "server-only";
import { sql } from "kysely";
import { newId, nowIso } from "#lib/core/ids.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { claim, holder, keep, leaseEnd } from "#lib/store/db/lease.ts";
import {
  APART_MS,
  OFTEN,
  OFTEN_APART_MS,
  OFTEN_WITHIN_MS,
  TOO_OLD_MS,
} from "#lib/store/outbox/notice-times.ts";

const LEASE = "mail-gather";
const LEASE_MS = 30_000;
const PEOPLE_AT_ONCE = 200;
/** Things in one mail; what is beyond goes into the next one. */
const IN_ONE = 200;

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * Puts what is due into mails, one a person, by one process at a time: what is left waits until mails to that person are far
 * enough apart. Returns how many mails were made.
 */
export async function gatherMails(nowMs: number): Promise<number> {
  if ((await peopleDue(nowMs)).length === 0) return 0;
  await db()
    .insertInto("leases")
    .values({ name: LEASE, holder: holder(), until: nowIso() })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  if (!(await claim("leases", LEASE, { forMs: LEASE_MS }))) return 0;
  try {
    let made = 0;
    for (const userId of await peopleDue(nowMs)) {
      if ((await keep("leases", [LEASE], { until: leaseEnd(LEASE_MS) })).size === 0) break;
      if (await transact((tx) => gatherFor(tx, userId, nowMs))) made++;
    }
    return made;
  } finally {
    await keep("leases", [LEASE], { until: nowIso() });
  }
}

async function peopleDue(nowMs: number): Promise<string[]> {
  const rows = await db()
    .selectFrom("notices")
    .select("user_id")
    .distinct()
    .where("state", "=", "pending")
    .where("due_at", "<=", iso(nowMs))
    .limit(PEOPLE_AT_ONCE)
    .execute();
  return rows.map((row) => row.user_id);
}

/** One person's mail, if it is time for one. */
async function gatherFor(tx: Tx, userId: string, nowMs: number): Promise<boolean> {
  await tx
    .updateTable("notices")
    .set({ state: "dropped", what: null, lines: null })
    .where("user_id", "=", userId)
    .where("state", "=", "pending")
    .where("created_at", "<", iso(nowMs - TOO_OLD_MS))
    .execute();
  const last = await tx
    .selectFrom("mails")
    .select((row) => row.fn.max("created_at").as("at"))
    .where("user_id", "=", userId)
    .where("state", "!=", "dropped")
    .executeTakeFirst();
  const apart = last?.at ? Date.parse(last.at) + APART_MS : 0;
  if (apart > nowMs) {
    await putOff(tx, userId, apart, nowMs);
    return false;
  }
  for (const { event, until } of await oftenTold(tx, userId, nowMs))
    await putOff(tx, userId, until, nowMs, event);
  const due = await tx
    .selectFrom("notices")
    .select("id")
    .where("user_id", "=", userId)
    .where("state", "=", "pending")
    // What is due within minutes goes along.
    .where("due_at", "<=", iso(nowMs + APART_MS))
    .orderBy("created_at")
    .orderBy("id")
    .limit(IN_ONE)
    .execute();
  if (due.length === 0) return false;
  const id = newId();
  const taken = await tx
    .updateTable("notices")
    .set({ state: "mailed", mail_id: id })
    .where(
      "id",
      "in",
      due.map((row) => row.id),
    )
    .where("state", "=", "pending")
    .returning("id")
    .execute();
  if (taken.length === 0) return false;
  await tx
    .insertInto("mails")
    .values({
      ...{ id, user_id: userId, state: "pending", error: null, created_at: iso(nowMs), next_at: iso(nowMs) },
      ...{ ended_at: null, lease_holder: null, lease_until: null },
    })
    .execute();
  return true;
}

const putOff = (tx: Tx, userId: string, untilMs: number, nowMs: number, event?: string): Promise<unknown> => {
  const waiting = tx
    .updateTable("notices")
    .set({ due_at: iso(untilMs) })
    .where("user_id", "=", userId)
    .where("state", "=", "pending")
    .where("due_at", "<", iso(Math.min(untilMs, nowMs + APART_MS + 1)));
  return (event === undefined ? waiting : waiting.where(sql<boolean>`event = ${event}`)).execute();
};

/** Events that were in several mails to somebody lately, and when the next one may go out. */
async function oftenTold(tx: Tx, userId: string, nowMs: number): Promise<{ event: string; until: number }[]> {
  const rows = await tx
    .selectFrom("notices")
    .innerJoin("mails", "mails.id", "notices.mail_id")
    .select([
      "notices.event",
      sql<number>`count(distinct mails.id)`.as("mails"),
      sql<string>`max(mails.created_at)`.as("last"),
    ])
    .where("mails.user_id", "=", userId)
    .where("mails.created_at", ">", iso(nowMs - OFTEN_WITHIN_MS))
    .groupBy("notices.event")
    .execute();
  return rows.flatMap(({ event, mails, last }) => {
    const until = Date.parse(last) + OFTEN_APART_MS;
    return Number(mails) >= OFTEN && until > nowMs ? [{ event, until }] : [];
  });
}
