import { beforeEach, expect, it } from "vitest";
import { insertUser } from "#lib/access/users/mutations.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";
import { endSessionsAsAdmin } from "./end-sessions.ts";
import { findViewer, listAllSessions, startSession } from "./sessions.ts";

const from = { address: "203.0.113.9", userAgent: "Test" };
const HOUR = 60 * 60_000;

const makeUser = (role: "viewer" | "admin" = "viewer") =>
  transact((tx) => {
    const email = `${crypto.randomUUID()}@x.org`;
    return insertUser(tx, { name: email, email, role, passwordHash: null });
  });
const start = (userId: string, now?: number) => transact((tx) => startSession(tx, userId, from, now));

describeEachStore("everybody's sessions", () => {
  let admin: Viewer;
  beforeEach(async () => {
    setTestEnv({ ROLLCALL_SESSION_HOURS: "720", ROLLCALL_SESSION_IDLE_MINUTES: "10080" });
    await db().deleteFrom("sessions").execute();
    const found = await findViewer(await start(await makeUser("admin")));
    if (!found) throw new Error("no viewer");
    admin = found;
  });
  const end = (which: Parameters<typeof endSessionsAsAdmin>[2]) =>
    endSessionsAsAdmin(admin, { id: admin.userId }, which);

  it("are listed while they live, of users who are not disabled", async () => {
    const [one, two] = [await makeUser(), await makeUser()];
    const live = await start(one);
    await start(two);
    await db().updateTable("users").set({ disabled_at: "now" }).where("id", "=", two).execute();
    await start(one, Date.now() - 31 * 24 * HOUR);
    const listed = await listAllSessions(admin);
    expect(listed.map(({ id }) => id).sort()).toEqual([live, admin.sessionId].sort());
    expect(listed.find(({ isCurrent }) => isCurrent)?.id).toBe(admin.sessionId);
  });

  it("end one by one, by user, or all but the one that asks, and the log says whose", async () => {
    const [one, two] = [await makeUser(), await makeUser()];
    const [a, b, c] = [await start(one), await start(one), await start(two)];
    expect(await end({ sessionId: a })).toBe(1);
    expect(await end({ sessionId: a })).toBe(0);
    expect(await findViewer(a)).toBeNull();
    expect(await findViewer(b)).not.toBeNull();
    expect(await end({ userId: one })).toBe(1);
    expect(await end({ userId: admin.userId })).toBe(0);
    expect(await end("everybody")).toBe(1);
    expect(await findViewer(c)).toBeNull();
    expect(await findViewer(admin.sessionId)).not.toBeNull();
    const told = await db()
      .selectFrom("events")
      .select("body")
      .where("action", "=", "user.endSessions")
      .where("actor", "=", admin.userId)
      .orderBy("seq")
      .execute();
    expect(told.map(({ body }) => JSON.parse(body).facts.userId)).toEqual([one, one, "everybody"]);
  });

  it("live no longer than is set, those too that began before it was", async () => {
    const userId = await makeUser();
    const id = await start(userId, Date.now() - 3 * HOUR);
    expect(await findViewer(id)).not.toBeNull();
    setTestEnv({ ROLLCALL_SESSION_HOURS: "2" });
    expect(await findViewer(id)).toBeNull();
    setTestEnv({ ROLLCALL_SESSION_HOURS: "720", ROLLCALL_SESSION_IDLE_MINUTES: "30" });
    const idle = await start(userId);
    expect(await findViewer(idle, Date.now() + 29 * 60_000)).not.toBeNull();
    expect(await findViewer(idle, Date.now() + 61 * 60_000)).toBeNull();
    expect(() => setTestEnv({ ROLLCALL_SESSION_IDLE_MINUTES: "1" })).toThrow(/ROLLCALL_SESSION_IDLE_MINUTES/);
    expect(() => setTestEnv({ ROLLCALL_SESSION_HOURS: "999999" })).toThrow(/ROLLCALL_SESSION_HOURS/);
  });
});
