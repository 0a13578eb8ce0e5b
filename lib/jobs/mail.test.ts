import { expect, it } from "vitest";
import { NOTICE_EVENTS } from "#lib/core/notice-events.ts";
import { readStopToken, stopToken } from "#lib/insight/notices/stop-link.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { DAY, HOUR, MINUTE, useMail } from "./mail.testing.ts";
import { sendDueMail } from "./mail.ts";

describeEachStore("the job that sends mail", () => {
  const mail = useMail();
  const { tell, round, user, mails, refused } = mail;

  it("tells one thing in words, with its page, and forgets the words", async () => {
    const maya = await user();
    await tell([maya.id], { lines: { Decision: "approved", By: "Ben" } });
    expect(await round(0)).toBe(0);
    expect(await round()).toBe(1);
    const [got] = mail.server.received;
    expect(got?.to).toEqual([maya.email]);
    expect(got?.headers.get("subject")).toBe("Rollcall: Decided: Make Maya an admin");
    expect(got?.text).toContain(
      "Decided: Make Maya an admin\nDecision: approved\nBy: Ben\nhttps://rollcall.halden.example/approvals\n",
    );
    const [row] = await db().selectFrom("notices").selectAll().execute();
    expect(row).toMatchObject({ state: "sent", what: null, lines: null });
    expect(await mails()).toMatchObject([{ state: "sent", attempts: 1, error: null, lease_until: null }]);
    expect(await round(DAY)).toBe(0);
  });

  it("puts what comes within minutes into one mail, and counts what is alike", async () => {
    const maya = await user();
    await tell([maya.id]);
    await round();
    for (const what of ["First", "Second", "Third"]) await tell([maya.id], { what });
    await tell([maya.id], { event: "schedule.held", what: "Friday's batch" });
    await round(2 * MINUTE);
    expect(mail.server.received).toHaveLength(1);
    await round(7 * MINUTE);
    expect(mail.server.received).toHaveLength(2);
    const digest = mail.server.received[1];
    expect(digest?.headers.get("subject")).toBe("Rollcall: 3 requests decided, and 1 more");
    for (const part of ["* First", "* Second", "* Third", "Held: Friday's batch"])
      expect(digest?.text).toContain(part);
  });

  it("sends what comes often once an hour", async () => {
    const maya = await user();
    for (let minutes = 1; minutes <= 180; minutes += 6) {
      await tell([maya.id], { what: `At ${minutes}` });
      await db()
        .updateTable("notices")
        .set({ created_at: new Date(mail.startMs() + minutes * MINUTE).toISOString() })
        .where("state", "=", "pending")
        .where("due_at", "<", new Date(mail.startMs() + MINUTE).toISOString())
        .execute();
      await round(minutes * MINUTE);
    }
    const counts = mail.server.received.map(
      (mail) => /: (\d+) requests/.exec(mail.headers.get("subject") ?? "")?.[1],
    );
    // Three at once, then one an hour with all that came meanwhile.
    expect(counts).toEqual([undefined, undefined, undefined, "10", "10"]);
  });

  it("keeps what somebody wants once a day for the day", async () => {
    const maya = await user();
    await db()
      .insertInto("notice_choices")
      .values({ user_id: maya.id, event: "approval.decided", way: "digest", updated_at: "" })
      .execute();
    await tell([maya.id]);
    const [row] = await db().selectFrom("notices").select("due_at").execute();
    const due = Date.parse(row?.due_at ?? "");
    expect(due - mail.startMs()).toBeLessThanOrEqual(DAY);
    expect(await sendDueMail(undefined, due - 6 * MINUTE)).toBe(0);
    expect(await sendDueMail(undefined, due)).toBe(1);
  });

  it("keeps mail while the mail server is down, without holding anything up, and sends it once afterwards", async () => {
    const [maya, ben] = [await user(), await user()];
    const { port } = mail.server;
    await mail.server.close();
    await tell([maya.id, ben.id]);
    expect(await round()).toBe(0);
    const kept = await mails();
    expect(kept.map((mail) => mail.state)).toEqual(["pending", "pending"]);
    // One knocked at the door; the other one did not try.
    expect(kept.map((mail) => mail.attempts).sort()).toEqual([0, 1]);
    expect(kept.find((mail) => mail.attempts === 1)?.error).toBe("The mail server refused the connection");
    await mail.start(port);
    expect(await round(MINUTE + 5_000)).toBe(0);
    expect(await round(2 * DAY)).toBe(2);
    expect(mail.server.received.map((mail) => mail.to[0]).sort()).toEqual([maya.email, ben.email].sort());
    expect(await round(3 * DAY)).toBe(0);
  });

  it("gives up after days", async () => {
    const maya = await user();
    await mail.server.close();
    await tell([maya.id]);
    for (let hours = 1; hours < 24 * 5; hours++) await round(hours * HOUR);
    expect(await mails()).toMatchObject([
      { state: "failed", error: "The mail server refused the connection" },
    ]);
    const attempts = (await mails())[0]?.attempts ?? 0;
    expect(attempts).toBeGreaterThan(40);
    await mail.start();
  });

  it("fails for one refused recipient alone", async () => {
    const [gone, maya] = [await user(), await user()];
    refused.add(gone.email);
    await tell([gone.id, maya.id]);
    expect(await round()).toBe(1);
    expect(mail.server.received.map((mail) => mail.to)).toEqual([[maya.email]]);
    const failed = (await mails()).find((mail) => mail.user_id === gone.id);
    expect(failed).toMatchObject({ state: "failed", error: "The mail server refused it: 550 No such user" });
  });

  it("sends one mail where several look at once, and the same one where one died", async () => {
    const maya = await user();
    await tell([maya.id]);
    const sent = await Promise.all([round(), round(), round(), round()]);
    expect(sent.reduce((sum, n) => sum + n, 0)).toBe(1);
    expect(mail.server.received).toHaveLength(1);
    // As a process leaves it that was killed after the server took the mail and before that was written down.
    await db()
      .updateTable("mails")
      .set({ state: "pending", next_at: "2026", lease_holder: "gone", lease_until: "2026" })
      .execute();
    await db().updateTable("notices").set({ state: "mailed", what: "Make Maya an admin" }).execute();
    await round(2 * MINUTE);
    expect(new Set(mail.server.received.map((mail) => mail.headers.get("message-id"))).size).toBe(1);
  });

  it("lets one click stop what may be stopped", async () => {
    const maya = await user();
    await db().insertInto("meta").values({ key: "notices.fixed", value: '["schedule.held"]' }).execute();
    await tell([maya.id]);
    await tell([maya.id], { event: "schedule.held", what: "Friday" });
    await round();
    const [got] = mail.server.received;
    const link = /^<https:\/\/rollcall\.halden\.example\/api\/notices\/stop\/(.+)>$/.exec(
      got?.headers.get("list-unsubscribe") ?? "",
    );
    const stop = { userId: maya.id, events: ["approval.decided"] };
    expect(readStopToken(link?.[1] ?? "")).toEqual(stop);
    const page = /Stop "A request of yours was decided": https:\S+\/stop\/(\S+)/.exec(got?.text ?? "");
    expect(readStopToken(page?.[1] ?? "")).toEqual(stop);
    expect(got?.text).toContain('"A scheduled batch is held" cannot be turned off');
    const [user_, events, mac] = (link?.[1] ?? "").split(".");
    for (const forged of [
      `${user_}.${events}0.${mac}`,
      `x${user_}.${events}.${mac}`,
      `${user_}.${events}.`,
      "a.b.c",
      "",
    ])
      expect(readStopToken(forged)).toBeUndefined();
  });

  it("can name every event in a link", async () => {
    const maya = await user();
    expect(readStopToken(stopToken({ userId: maya.id, events: NOTICE_EVENTS }))?.events).toEqual([
      ...NOTICE_EVENTS,
    ]);
  });
});
