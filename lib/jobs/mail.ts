import "server-only";
import { type Selectable, type SqlBool, sql } from "kysely";
import { nowMs } from "#lib/core/clock.ts";
import { env } from "#lib/core/env.ts";
import { warnSeldom } from "#lib/core/log.ts";
import { mailWords } from "#lib/insight/notices/mail-words.ts";
import { knowable, readerOf } from "#lib/insight/notices/may-know.ts";
import { gatherMails } from "#lib/jobs/mail-gather.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { claim, isFree, keep } from "#lib/store/db/lease.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { TOO_OLD_MS } from "#lib/store/outbox/notice-times.ts";
import { fixedEvents } from "#lib/store/outbox/notify.ts";
import { type MailResult, sendMail } from "#lib/store/outbox/smtp.ts";

/** Longer than an attempt may take, so that nobody else begins the same one. */
const LEASE_MS = 60_000;
const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 3_600_000;
/** While the mail server does not work, each mail waits so long at least. */
const SERVER_REST_MS = 30_000;
/** So long rows of what was told are kept: after that the same key would be told again. */
const KEPT_MS = 120 * 86_400_000;

type MailRow = Selectable<Tables["mails"]>;

/**
 * One round of sending mail: gathers what is due and sends it, one after another over one connection, until the signal is
 * aborted or the mail server does not work. Returns how many were sent.
 */
export async function sendDueMail(signal?: AbortSignal, atMs = nowMs()): Promise<number> {
  if (!env().ROLLCALL_SMTP_URL) return 0;
  await gatherMails(atMs);
  let sent = 0;
  while (!signal?.aborted) {
    const mail = await claimDue(atMs);
    if (!mail) break;
    const result = await attempt(mail);
    if (result === "dropped") continue;
    await settle(mail, result, atMs);
    if (result.ok) sent++;
    else if (result.whose === "server") {
      warnSeldom(new Error(result.error), "E-mail cannot be sent");
      await rest(atMs);
      break;
    }
  }
  return sent;
}

async function claimDue(atMs: number): Promise<MailRow | undefined> {
  const due = await db()
    .selectFrom("mails")
    .select("id")
    .where("state", "=", "pending")
    .where("next_at", "<=", new Date(atMs).toISOString())
    .where(isFree("lease_until"))
    .orderBy("next_at")
    .orderBy("id")
    .limit(10)
    .execute();
  for (const { id } of due) {
    const row = await claim("mails", id, {
      forMs: LEASE_MS,
      set: { attempts: sql`attempts + 1` },
      where: sql<SqlBool>`state = 'pending'`,
    });
    if (row) return row;
  }
  return undefined;
}

/** What this person may know of now is sent; where nothing is left, nothing is. */
async function attempt(mail: MailRow): Promise<MailResult | "dropped"> {
  const reader = await readerOf(mail.user_id);
  const notices = await db()
    .selectFrom("notices")
    .select(["event", "about_table", "about_id", "href", "what", "lines"])
    .where("mail_id", "=", mail.id)
    .where("state", "=", "mailed")
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  const told = reader ? await knowable(reader, notices) : [];
  if (!reader || told.length === 0) {
    await end(mail, "dropped", null);
    return "dropped";
  }
  const words = mailWords(reader.userId, told, await fixedEvents());
  return sendMail({ id: mail.id, to: reader.email, ...words });
}

async function settle(mail: MailRow, result: MailResult, atMs: number): Promise<void> {
  if (result.ok) return end(mail, "sent", null);
  const retryMs = Math.min(FIRST_RETRY_MS * 2 ** (mail.attempts - 1), LONGEST_RETRY_MS);
  const next = atMs + retryMs * (0.9 + 0.2 * Math.random());
  if (result.whose === "recipient" || next - Date.parse(mail.created_at) > TOO_OLD_MS)
    return end(mail, "failed", result.error);
  await keep("mails", [mail.id], {
    until: null,
    set: { next_at: new Date(next).toISOString(), error: result.error },
  });
}

/** The mail is over, and its words have done their duty. Nothing happens where the lease is another's by now. */
async function end(mail: MailRow, state: "sent" | "failed" | "dropped", error: string | null): Promise<void> {
  await transact(async (tx) => {
    const kept = await keep("mails", [mail.id], {
      in: tx,
      until: null,
      set: { state, error, next_at: null, ended_at: new Date(nowMs()).toISOString() },
    });
    if (kept.size === 0) return;
    await tx
      .updateTable("notices")
      .set({ state: state === "sent" ? "sent" : "dropped", what: null, lines: null })
      .where("mail_id", "=", mail.id)
      .execute();
  });
}

/** Nothing goes out just now: what waits waits a while, so that not each mail knocks at the door by itself. */
const rest = (atMs: number): Promise<unknown> =>
  db()
    .updateTable("mails")
    .set({ next_at: new Date(atMs + SERVER_REST_MS).toISOString() })
    .where("state", "=", "pending")
    .where("next_at", "<", new Date(atMs + SERVER_REST_MS).toISOString())
    .execute();

/** Forgets what was told long ago. */
export async function sweepMail(atMs = nowMs()): Promise<void> {
  const old = new Date(atMs - KEPT_MS).toISOString();
  await db()
    .deleteFrom("notices")
    .where("state", "in", ["sent", "dropped"])
    .where("created_at", "<", old)
    .execute();
  await db().deleteFrom("mails").where("state", "!=", "pending").where("created_at", "<", old).execute();
}
