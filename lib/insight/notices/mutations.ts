import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import { NOTICE_EVENTS, NOTICE_FACTS, type NoticeEvent, type NoticeWay } from "#lib/core/notice-events.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import type { Stop } from "#lib/insight/notices/stop-link.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";
import { FIXED_KEY, fixedEvents } from "#lib/store/outbox/notify.ts";
import { sendMail } from "#lib/store/outbox/smtp.ts";

/** Test mails that one person may send themselves in a minute. */
const TESTS = 3;
const MINUTE_MS = 60_000;

/** Sets how the viewer is told of an event. Throws CONFLICT where an admin has set that it cannot be turned off. */
export async function setNotice(viewer: Viewer, event: NoticeEvent, way: NoticeWay): Promise<void> {
  await transact(async (tx) => {
    if (way === "off" && (await fixedEvents(tx)).has(event))
      throw new AppError("CONFLICT", { reason: "An admin has set that this cannot be turned off" });
    if (!(await choose(tx, viewer.userId, event, way))) return;
    await appendEvent(tx, {
      action: "profile.setNotice",
      actor: actorOf(viewer),
      outcome: "done",
      facts: { event, way, label: NOTICE_FACTS[event].label },
    });
  });
}

/** Writes down a choice. False where it was so already. */
async function choose(tx: Tx, userId: string, event: NoticeEvent, way: NoticeWay): Promise<boolean> {
  const before = await tx
    .selectFrom("notice_choices")
    .select("way")
    .where("user_id", "=", userId)
    .where("event", "=", event)
    .executeTakeFirst();
  if ((before?.way ?? NOTICE_FACTS[event].way) === way) return false;
  const set = { way, updated_at: nowIso() };
  await tx
    .insertInto("notice_choices")
    .values({ user_id: userId, event, ...set })
    .onConflict((conflict) => conflict.columns(["user_id", "event"]).doUpdateSet(set))
    .execute();
  return true;
}

/**
 * Does what a link in a mail is for: its signature says who asks. Returns what was left on since admins have fixed it, or
 * undefined where the user is gone. Stopping what is off changes nothing.
 */
export async function stopByLink(stop: Stop): Promise<{ fixed: NoticeEvent[] } | undefined> {
  return transact(async (tx) => {
    const user = await tx
      .selectFrom("users")
      .select(["id", "name", "email"])
      .where("id", "=", stop.userId)
      .executeTakeFirst();
    if (!user) return undefined;
    const fixed = await fixedEvents(tx);
    for (const event of stop.events) {
      if (fixed.has(event) || !(await choose(tx, user.id, event, "off"))) continue;
      await appendEvent(tx, {
        action: "profile.stopNotice",
        actor: user,
        outcome: "done",
        facts: { event, label: NOTICE_FACTS[event].label },
      });
    }
    return { fixed: stop.events.filter((event) => fixed.has(event)) };
  });
}

/** Sets what nobody can turn off. Saying again what is so writes nothing. */
export async function setFixed(viewer: Viewer, events: readonly NoticeEvent[]): Promise<void> {
  const after = NOTICE_EVENTS.filter((event) => events.includes(event));
  await transact(async (tx) => {
    const before = [...(await fixedEvents(tx))].sort();
    if (JSON.stringify(before) === JSON.stringify([...after].sort())) return;
    const value = JSON.stringify(after);
    await tx
      .insertInto("meta")
      .values({ key: FIXED_KEY, value })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
      .execute();
    await appendEvent(tx, {
      action: "notice.setFixed",
      actor: actorOf(viewer),
      outcome: "done",
      facts: { before, after },
    });
  });
}

/**
 * Sends the viewer a mail at once, to see that mail arrives. Answers what the mail server said against it, if anything.
 * Throws NOT_SUPPORTED without a mail server, TOO_MANY_ATTEMPTS.
 */
export async function sendTestMail(viewer: Viewer): Promise<{ email: string; problem?: string }> {
  if (!env().ROLLCALL_SMTP_URL)
    throw new AppError("NOT_SUPPORTED", { reason: "E-mail is not set up: ROLLCALL_SMTP_URL is not set" });
  const id = newId();
  await transact(async (tx) => {
    const before = await tx
      .selectFrom("events")
      .select("seq")
      .where("actor", "=", viewer.userId)
      .where("action", "=", "profile.testMail")
      .where("at", ">", new Date(Date.now() - MINUTE_MS).toISOString())
      .execute();
    if (before.length >= TESTS)
      throw new AppError("TOO_MANY_ATTEMPTS", { reason: "Wait a minute before you send another one" });
    await appendEvent(tx, { action: "profile.testMail", actor: actorOf(viewer), outcome: "done" });
  });
  const result = await sendMail({
    ...{ id, to: viewer.email, subject: "Rollcall: a test" },
    text: `This is the test that you asked for: mail from Rollcall arrives.\n\n${env().ROLLCALL_URL}/settings/profile\n`,
  });
  if (result.ok) return { email: viewer.email };
  // What the mail server says is for those who can do something about it.
  const problem = can(viewer, "notice.read")
    ? result.error
    : "The mail server did not take it: tell an admin";
  return { email: viewer.email, problem };
}
