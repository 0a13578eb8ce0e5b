import { NextRequest } from "next/server";
import { afterEach, beforeEach, expect, it } from "vitest";
import { load } from "#lib/access/action/walk.testing.ts";
import { NOTICE_EVENTS } from "#lib/core/notice-events.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";
import { type MailServer, startMailServer } from "#lib/store/outbox/mail-server.testing.ts";
import { insertTestUser } from "#lib/store/outbox/notices.testing.ts";
import { closeSmtp } from "#lib/store/outbox/smtp.ts";
import { getMailStanding, getOwnNotices, getStop } from "./data.ts";
import { readerOf } from "./may-know.ts";
import { sendTestMail, setFixed, setNotice } from "./mutations.ts";
import { stopToken } from "./stop-link.ts";

describeEachStore("what people are told of", () => {
  let [admin, viewer]: (Viewer | undefined)[] = [];
  const open: MailServer[] = [];
  const as = (one: Viewer | undefined): Viewer => {
    if (!one) throw new Error("no viewer");
    return one;
  };
  beforeEach(async () => {
    await db().deleteFrom("users").execute();
    await db().deleteFrom("meta").where("key", "=", "notices.fixed").execute();
    setTestEnv({ ROLLCALL_SMTP_URL: "" });
    [admin, viewer] = [
      await readerOf(await insertTestUser("admin")),
      await readerOf(await insertTestUser("viewer")),
    ];
  });
  afterEach(async () => {
    closeSmtp();
    for (const one of open.splice(0)) await one.close();
  });
  const wayOf = async (one: Viewer | undefined, event: string) =>
    (await getOwnNotices(as(one))).rows.find((row) => row.event === event);
  const eventsOf = async (userId: string) =>
    (
      await db()
        .selectFrom("events")
        .select(["action", "body"])
        .where("actor", "=", userId)
        .orderBy("seq")
        .execute()
    ).map(({ action, body }) => ({ action, ...(JSON.parse(body) as { facts: object }).facts }));
  type Handler = (request: NextRequest, context: { params: Promise<{ token: string }> }) => Promise<Response>;
  const asked = async (token: string, { method = "GET", query = "" } = {}) => {
    const handler = (await load("app/api/notices/stop/[token]/route.ts"))[method] as Handler;
    const url = `https://rollcall.example/api/notices/stop/${token}${query}`;
    return handler(new NextRequest(url, { method }), { params: Promise.resolve({ token }) });
  };

  it("is what their role can be told of, as it comes or as they chose", async () => {
    const own = await getOwnNotices(as(viewer));
    expect(own.isSetUp).toBe(false);
    const events = own.rows.map((row) => row.event);
    expect(events).toContain("approval.decided");
    for (const event of ["approval.asked", "connection.refused", "secrets.due"])
      expect(events).not.toContain(event);
    expect((await getOwnNotices(as(admin))).rows).toHaveLength(NOTICE_EVENTS.length);
    expect(await wayOf(admin, "approval.asked")).toMatchObject({ way: "once", isFixed: false });
    await setNotice(as(admin), "approval.asked", "digest");
    await setNotice(as(admin), "approval.asked", "digest");
    expect(await wayOf(admin, "approval.asked")).toMatchObject({ way: "digest" });
    expect(await wayOf(admin, "token.old")).toMatchObject({ way: "digest" });
    expect(await eventsOf(as(admin).userId)).toEqual([
      { action: "profile.setNotice", event: "approval.asked", way: "digest", label: expect.any(String) },
    ]);
  });

  it("cannot be turned off where an admin has set so", async () => {
    await setNotice(as(viewer), "approval.decided", "off");
    await setFixed(as(admin), ["approval.decided"]);
    await setFixed(as(admin), ["approval.decided"]);
    expect(await wayOf(viewer, "approval.decided")).toMatchObject({ way: "once", isFixed: true });
    await expect(setNotice(as(viewer), "approval.decided", "off")).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await setNotice(as(viewer), "approval.decided", "digest");
    expect(await wayOf(viewer, "approval.decided")).toMatchObject({ way: "digest", isFixed: true });
    expect((await getMailStanding()).fixed).toEqual(["approval.decided"]);
    const set = (await eventsOf(as(admin).userId)).filter(({ action }) => action === "notice.setFixed");
    expect(set).toEqual([{ action: "notice.setFixed", before: [], after: ["approval.decided"] }]);
  });

  it("is stopped by a link without a session, once, and by a post alone", async () => {
    const { userId } = as(viewer);
    const token = stopToken({ userId, events: ["approval.decided", "batch.ended"] });
    const shown = await asked(token);
    expect([shown.status, shown.headers.get("location")]).toEqual([303, `/stop/${token}`]);
    expect(await getStop(token)).toMatchObject({ on: ["approval.decided"], fixed: [] });
    expect(await wayOf(viewer, "approval.decided")).toMatchObject({ way: "once" });
    for (let time = 0; time < 2; time++) {
      const done = await asked(token, { method: "POST" });
      expect([done.status, await done.text()]).toEqual([200, "You are not told of this any more.\n"]);
    }
    expect(await wayOf(viewer, "approval.decided")).toMatchObject({ way: "off" });
    expect(await getStop(token)).toMatchObject({ on: [] });
    expect(await eventsOf(userId)).toEqual([
      { action: "profile.stopNotice", event: "approval.decided", label: expect.any(String) },
    ]);
    const fromPage = await asked(token, { method: "POST", query: "?page" });
    expect(fromPage.status).toBe(303);
  });

  it("is not stopped by a link that was not made here, nor where it is fixed", async () => {
    const { userId } = as(viewer);
    const token = stopToken({ userId, events: ["approval.decided"] });
    const [, events, mac] = token.split(".");
    for (const forged of [`${as(admin).userId}.${events}.${mac}`, `${userId}.0.${mac}`, "x", `${token}.x`]) {
      expect((await asked(forged, { method: "POST" })).status).toBe(404);
      expect(await getStop(forged)).toBeUndefined();
    }
    await setFixed(as(admin), ["approval.decided"]);
    expect((await asked(token, { method: "POST" })).status).toBe(403);
    expect(await getStop(token)).toMatchObject({ on: [], fixed: ["approval.decided"] });
    expect(await wayOf(viewer, "approval.decided")).toMatchObject({ way: "once" });
    await db().deleteFrom("users").where("id", "=", userId).execute();
    expect((await asked(token, { method: "POST" })).status).toBe(404);
  });

  it("can be tried: a mail to oneself, not more than a few a minute, and what is said against it to admins alone", async () => {
    await expect(sendTestMail(as(viewer))).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
    const server = await startMailServer();
    open.push(server);
    setTestEnv({ ROLLCALL_SMTP_URL: server.url, ROLLCALL_SMTP_FROM: "rollcall@halden.example" });
    for (let time = 0; time < 3; time++)
      expect(await sendTestMail(as(viewer))).toEqual({ email: as(viewer).email });
    await expect(sendTestMail(as(viewer))).rejects.toMatchObject({ code: "TOO_MANY_ATTEMPTS" });
    expect(server.received.map(({ to }) => to)).toEqual(Array.from({ length: 3 }, () => [as(viewer).email]));
    await server.close();
    closeSmtp();
    const other = await readerOf(await insertTestUser("operator"));
    expect((await sendTestMail(as(other))).problem).toBe("The mail server did not take it: tell an admin");
    expect((await sendTestMail(as(admin))).problem).toBe("The mail server refused the connection");
    const { host, from } = await getMailStanding();
    expect([host, from]).toEqual([server.url.slice("smtp://".length), "rollcall@halden.example"]);
  });
});
