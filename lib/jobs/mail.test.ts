import { afterEach, beforeEach, expect, it } from "vitest";
import { newId } from "#lib/core/ids.ts";
import { NOTICE_EVENTS } from "#lib/core/notice-events.ts";
import type { Role } from "#lib/core/permissions.ts";
import { writeSecret } from "#lib/directory/secrets/mutations.ts";
import { readStopToken } from "#lib/insight/notices/stop-link.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam } from "#lib/store/db/rows.testing.ts";
import { type MailServer, startMailServer } from "#lib/store/outbox/mail-server.testing.ts";
import { insertTestUser } from "#lib/store/outbox/notices.testing.ts";
import { type Notice, notify } from "#lib/store/outbox/notify.ts";
import { closeSmtp } from "#lib/store/outbox/smtp.ts";
import { sendDueMail } from "./mail.ts";
import { remindPeople } from "./reminders.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describeEachStore("the job that sends mail", () => {
  let server: MailServer;
  let [startMs, count] = [0, 0];
  const refused = new Set<string>();
  beforeEach(async () => {
    for (const table of ["mails", "notices", "users", "limits", "connections", "leases"] as const)
      await db().deleteFrom(table).execute();
    await db().deleteFrom("meta").where("key", "like", "notices.%").execute();
    refused.clear();
    server = await startMailServer({
      refuse: (address) => (refused.has(address) ? { code: 550, words: "No such user" } : undefined),
    });
    setTestEnv({
      ROLLCALL_URL: "https://rollcall.halden.example",
      ROLLCALL_SMTP_URL: server.url,
      ROLLCALL_SMTP_FROM: "rollcall@halden.example",
    });
    startMs = Date.now();
  });
  afterEach(async () => {
    closeSmtp();
    await server.close();
  });

  const tell = (to: Notice["to"], over: Partial<Notice> = {}) =>
    transact((tx) =>
      notify(tx, {
        ...{ event: "approval.decided", to, href: "/approvals", what: "Make Maya an admin" },
        ...{ key: `key ${count++}`, ...over },
      }),
    );
  /** A round, so long after the test began. */
  const round = (afterMs = MINUTE) => sendDueMail(undefined, startMs + afterMs);
  const user = async (role: Role = "operator") => {
    const id = await insertTestUser(role);
    return { id, email: `${id}@halden.example` };
  };
  const mails = () => db().selectFrom("mails").selectAll().orderBy("id").execute();

  it("tells one thing in words, with its page, and forgets the words", async () => {
    const maya = await user();
    await tell([maya.id], { lines: { Decision: "approved", By: "Ben" } });
    expect(await round(0)).toBe(0);
    expect(await round()).toBe(1);
    const [mail] = server.received;
    expect(mail?.to).toEqual([maya.email]);
    expect(mail?.headers.get("subject")).toBe("Rollcall: Decided: Make Maya an admin");
    expect(mail?.text).toContain(
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
    expect(server.received).toHaveLength(1);
    await round(7 * MINUTE);
    expect(server.received).toHaveLength(2);
    const digest = server.received[1];
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
        .set({ created_at: new Date(startMs + minutes * MINUTE).toISOString() })
        .where("state", "=", "pending")
        .where("due_at", "<", new Date(startMs + MINUTE).toISOString())
        .execute();
      await round(minutes * MINUTE);
    }
    const counts = server.received.map(
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
    expect(due - startMs).toBeLessThanOrEqual(DAY);
    expect(await sendDueMail(undefined, due - 6 * MINUTE)).toBe(0);
    expect(await sendDueMail(undefined, due)).toBe(1);
  });

  it("tells nobody what they may not know by then: another role, no access, a limit, turned off", async () => {
    const connectionId = await insertTestConnection("c1");
    const about = { table: "connections", id: connectionId } as const;
    const event = "connection.refused";
    const [stays, demoted, disabled, limited, off] = [
      ...[await user("admin"), await user("admin"), await user("admin"), await user("admin")],
      await user("admin"),
    ];
    await tell("admins", { event, about, what: "Halden Docs" });
    await db()
      .updateTable("users")
      .set({ role: "viewer" })
      .where("id", "=", demoted?.id ?? "")
      .execute();
    await db()
      .updateTable("users")
      .set({ disabled_at: "2026" })
      .where("id", "=", disabled?.id ?? "")
      .execute();
    await db()
      .insertInto("limits")
      .values({ subject: `user:${limited?.id}`, created_by: stays?.id ?? "", created_at: "" })
      .execute();
    await db()
      .insertInto("notice_choices")
      .values({ user_id: off?.id ?? "", event, way: "off", updated_at: "" })
      .execute();
    expect(await round()).toBe(1);
    expect(server.received.map((mail) => mail.to)).toEqual([[stays?.email]]);
    expect(server.received[0]?.raw).toContain("Halden Docs");
    const left = (await mails()).filter((mail) => mail.state !== "sent");
    expect(left.map((mail) => mail.state)).toEqual(["dropped", "dropped", "dropped", "dropped"]);
    expect(await db().selectFrom("notices").select("id").where("what", "is not", null).execute()).toEqual([]);
  });

  it("tells a limited person of what they see", async () => {
    const [mine, other] = [await insertTestConnection("mine"), await insertTestConnection("other")];
    const maya = await user("admin");
    const subject = `user:${maya.id}`;
    await db().insertInto("limits").values({ subject, created_by: maya.id, created_at: "" }).execute();
    await db().insertInto("grants").values({ subject, connection_id: mine, team_id: "" }).execute();
    for (const id of [mine, other])
      await tell("admins", {
        ...{ event: "connection.refused", what: `Token of ${id}`, about: { table: "connections", id } },
      });
    await round();
    expect(server.received).toHaveLength(1);
    expect(server.received[0]?.text).toContain("Token of mine");
    expect(server.received[0]?.raw).not.toContain("Token of other");
  });

  it("keeps mail while the mail server is down, without holding anything up, and sends it once afterwards", async () => {
    const [maya, ben] = [await user(), await user()];
    const { port } = server;
    await server.close();
    await tell([maya.id, ben.id]);
    expect(await round()).toBe(0);
    const kept = await mails();
    expect(kept.map((mail) => mail.state)).toEqual(["pending", "pending"]);
    // One knocked at the door; the other one did not try.
    expect(kept.map((mail) => mail.attempts).sort()).toEqual([0, 1]);
    expect(kept.find((mail) => mail.attempts === 1)?.error).toBe("The mail server refused the connection");
    server = await startMailServer({ port });
    expect(await round(MINUTE + 5_000)).toBe(0);
    expect(await round(2 * DAY)).toBe(2);
    expect(server.received.map((mail) => mail.to[0]).sort()).toEqual([maya.email, ben.email].sort());
    expect(await round(3 * DAY)).toBe(0);
  });

  it("gives up after days", async () => {
    const maya = await user();
    await server.close();
    await tell([maya.id]);
    for (let hours = 1; hours < 24 * 5; hours++) await round(hours * HOUR);
    expect(await mails()).toMatchObject([
      { state: "failed", error: "The mail server refused the connection" },
    ]);
    const attempts = (await mails())[0]?.attempts ?? 0;
    expect(attempts).toBeGreaterThan(40);
    server = await startMailServer();
  });

  it("fails for one refused recipient alone", async () => {
    const [gone, maya] = [await user(), await user()];
    refused.add(gone.email);
    await tell([gone.id, maya.id]);
    expect(await round()).toBe(1);
    expect(server.received.map((mail) => mail.to)).toEqual([[maya.email]]);
    const failed = (await mails()).find((mail) => mail.user_id === gone.id);
    expect(failed).toMatchObject({ state: "failed", error: "The mail server refused it: 550 No such user" });
  });

  it("sends one mail where several look at once, and the same one where one died", async () => {
    const maya = await user();
    await tell([maya.id]);
    const sent = await Promise.all([round(), round(), round(), round()]);
    expect(sent.reduce((sum, n) => sum + n, 0)).toBe(1);
    expect(server.received).toHaveLength(1);
    // As a process leaves it that was killed after the server took the mail and before that was written down.
    await db()
      .updateTable("mails")
      .set({ state: "pending", next_at: "2026", lease_holder: "gone", lease_until: "2026" })
      .execute();
    await db().updateTable("notices").set({ state: "mailed", what: "Make Maya an admin" }).execute();
    await round(2 * MINUTE);
    expect(new Set(server.received.map((mail) => mail.headers.get("message-id"))).size).toBe(1);
  });

  it("reminds each of the secrets that they see, once a day", async () => {
    const [mine, other] = [
      await insertTestConnection("mine", { vendor: "paperspace" }),
      await insertTestConnection("other", { vendor: "paperspace" }),
    ];
    const old = new Date(startMs - 200 * DAY).toISOString();
    for (const connectionId of [mine, other, other]) {
      const teamId = await insertTestTeam(newId(), connectionId, { vendor: "paperspace" });
      const secret = { name: "HF_TOKEN", modifiedAt: old };
      await transact((tx) => writeSecret(tx, { id: teamId, connectionId }, secret, { touchedAt: old }));
    }
    const [all, limited, nothing] = [await user(), await user(), await user()];
    await user("viewer");
    for (const { id } of [limited, nothing])
      await db()
        .insertInto("limits")
        .values({ subject: `user:${id}`, created_by: all.id, created_at: "" })
        .execute();
    await db()
      .insertInto("grants")
      .values({ subject: `user:${limited.id}`, connection_id: mine, team_id: "" })
      .execute();
    expect(await remindPeople(startMs)).toBe(2);
    expect(await remindPeople(startMs)).toBe(0);
    await round(DAY);
    const said = new Map(server.received.map((mail) => [mail.to[0], mail.headers.get("subject")]));
    expect(said).toEqual(
      new Map([
        [all.email, "Rollcall: Secrets to rotate: 3 overdue"],
        [limited.email, "Rollcall: Secrets to rotate: 1 overdue"],
      ]),
    );
    expect(await remindPeople(startMs + DAY)).toBe(2);
  });

  it("lets one click stop what may be stopped", async () => {
    const maya = await user();
    await db().insertInto("meta").values({ key: "notices.fixed", value: '["schedule.held"]' }).execute();
    await tell([maya.id]);
    await tell([maya.id], { event: "schedule.held", what: "Friday" });
    await round();
    const [mail] = server.received;
    const link = /^<https:\/\/rollcall\.halden\.example\/api\/notices\/stop\/(.+)>$/.exec(
      mail?.headers.get("list-unsubscribe") ?? "",
    );
    const stop = { userId: maya.id, events: ["approval.decided"] };
    expect(readStopToken(link?.[1] ?? "")).toEqual(stop);
    const page = /Stop "A request of yours was decided": https:\S+\/stop\/(\S+)/.exec(mail?.text ?? "");
    expect(readStopToken(page?.[1] ?? "")).toEqual(stop);
    expect(mail?.text).toContain('"A scheduled batch is held" cannot be turned off');
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
    const { stopToken } = await import("#lib/insight/notices/stop-link.ts");
    expect(readStopToken(stopToken({ userId: maya.id, events: NOTICE_EVENTS }))?.events).toEqual([
      ...NOTICE_EVENTS,
    ]);
  });
});
