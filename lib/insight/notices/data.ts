import "server-only";
import { sql } from "kysely";
import { nowMs } from "#lib/core/clock.ts";
import { env } from "#lib/core/env.ts";
import { NOTICE_EVENTS, NOTICE_FACTS, type NoticeEvent, type NoticeWay } from "#lib/core/notice-events.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import type { MailStanding, OwnNotices } from "#lib/insight/notices/schema.ts";
import { readStopToken } from "#lib/insight/notices/stop-link.ts";
import { db } from "#lib/store/db/connection.ts";
import { fixedEvents } from "#lib/store/outbox/notify.ts";
import { smtpHost } from "#lib/store/outbox/smtp.ts";

const FAILED_ROWS = 20;
/** So long a failed mail is shown and counted. */
export const FAILED_MS = 7 * 86_400_000;

/** How the viewer is told of each event that their role can be told of. */
export async function getOwnNotices(viewer: Viewer): Promise<OwnNotices> {
  const [fixed, chosen] = await Promise.all([fixedEvents(), waysOf(viewer.userId)]);
  const rows = NOTICE_EVENTS.filter((event) => can(viewer, NOTICE_FACTS[event].needs)).map((event) => {
    const way = chosen.get(event) ?? NOTICE_FACTS[event].way;
    const isFixed = fixed.has(event);
    return { event, isFixed, way: isFixed && way === "off" ? ("once" as const) : way };
  });
  return { isSetUp: env().ROLLCALL_SMTP_URL !== undefined, rows };
}

/** How mail stands: where it goes out, what waits, and what could not be delivered. */
export async function getMailStanding(): Promise<MailStanding> {
  const since = new Date(nowMs() - FAILED_MS).toISOString();
  const [fixed, waiting, problem, failed] = await Promise.all([
    fixedEvents(),
    db()
      .selectFrom("mails")
      .select(sql<number>`count(*)`.as("n"))
      .where("state", "=", "pending")
      .executeTakeFirst(),
    db()
      .selectFrom("mails")
      .select("error")
      .where("state", "=", "pending")
      .where("error", "is not", null)
      .orderBy("next_at", "desc")
      .limit(1)
      .executeTakeFirst(),
    db()
      .selectFrom("mails")
      .innerJoin("users", "users.id", "mails.user_id")
      .select(["mails.id", "users.name", "users.email", "mails.ended_at", "mails.error"])
      .where("mails.state", "=", "failed")
      .where("mails.ended_at", ">", since)
      .orderBy("mails.ended_at", "desc")
      .orderBy("mails.id", "desc")
      .limit(FAILED_ROWS)
      .execute(),
  ]);
  const host = smtpHost();
  const { ROLLCALL_SMTP_FROM: from } = env();
  return {
    ...(host ? { host } : {}),
    ...(host && from ? { from } : {}),
    waiting: Number(waiting?.n ?? 0),
    ...(problem?.error ? { problem: problem.error } : {}),
    failed: failed.map(({ id, name, email, ended_at, error }) => ({
      ...{ id, name, email, at: ended_at ?? "", error: error ?? "" },
    })),
    fixed: NOTICE_EVENTS.filter((event) => fixed.has(event)),
  };
}

export type StopState = {
  events: readonly NoticeEvent[];
  /** Those that the person is told of, and the link would stop. */
  on: NoticeEvent[];
  /** Those that admins have set so that nobody stops them. */
  fixed: NoticeEvent[];
};

/** What a stop link is about, and how it stands; undefined for a link that does not work. */
export async function getStop(token: string): Promise<StopState | undefined> {
  const stop = readStopToken(token);
  if (!stop) return undefined;
  const { userId, events } = stop;
  const user = await db().selectFrom("users").select("id").where("id", "=", userId).executeTakeFirst();
  if (!user) return undefined;
  const [fixedNow, ways] = await Promise.all([fixedEvents(), waysOf(userId)]);
  const fixed = events.filter((event) => fixedNow.has(event));
  const on = events.filter(
    (event) => !fixedNow.has(event) && (ways.get(event) ?? NOTICE_FACTS[event].way) !== "off",
  );
  return { events, on, fixed };
}

const waysOf = async (userId: string): Promise<Map<NoticeEvent, NoticeWay>> => {
  const rows = await db()
    .selectFrom("notice_choices")
    .select(["event", "way"])
    .where("user_id", "=", userId)
    .execute();
  return new Map(rows.map(({ event, way }) => [event, way]));
};
