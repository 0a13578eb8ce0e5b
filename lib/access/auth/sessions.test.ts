import { beforeAll, describe, expect, it } from "vitest";
import { insertUser } from "#lib/access/users/mutations.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore, useTestStore } from "#lib/store/db/db.testing.ts";
import { endOwnSessions } from "./passwords.ts";
import { endSession, findViewer, listSessions, sessionLimits, startSession } from "./sessions.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const from = { address: "203.0.113.9", userAgent: "Test" };
let userId = "";
let count = 0;
const start = (now?: number): Promise<string> => transact((tx) => startSession(tx, userId, from, now));
const seenAt = async (id: string): Promise<string | undefined> =>
  (await db().selectFrom("sessions").select("last_seen_at").where("id", "=", id).executeTakeFirst())
    ?.last_seen_at;

const makeUser = async (): Promise<void> => {
  userId = await transact((tx) =>
    insertUser(tx, {
      name: `Ada ${count}`,
      email: `ada${count++}@example.com`,
      role: "operator",
      passwordHash: null,
    }),
  );
};

describeEachStore("a session", () => {
  beforeAll(makeUser);

  it("names its viewer as the store has them", async () => {
    const id = await start();
    expect(await findViewer(id)).toMatchObject({
      userId,
      name: expect.stringContaining("Ada"),
      role: "operator",
      sessionId: id,
    });
    await db().updateTable("users").set({ role: "viewer" }).where("id", "=", userId).execute();
    expect((await findViewer(id))?.role).toBe("viewer");
  });

  it("ends when it is ended, and only once in the audit log", async () => {
    const id = await start();
    await endSession(id);
    await endSession(id);
    expect(await findViewer(id)).toBeNull();
    const events = await db()
      .selectFrom("events")
      .select("id")
      .where("action", "=", "session.ended")
      .execute();
    expect(events).toHaveLength(1);
  });

  it("does not open for a disabled user", async () => {
    const id = await start();
    await db()
      .updateTable("users")
      .set({ disabled_at: new Date().toISOString() })
      .where("id", "=", userId)
      .execute();
    expect(await findViewer(id)).toBeNull();
    await db().updateTable("users").set({ disabled_at: null }).where("id", "=", userId).execute();
    expect(await findViewer(id)).not.toBeNull();
  });

  it("is nobody's when there is none of that id", async () => {
    expect(await findViewer("nothing")).toBeNull();
    expect(await findViewer("__proto__")).toBeNull();
  });
});

describe("how long a session lives", () => {
  useTestStore();
  beforeAll(makeUser);

  it("is 7 days without use", async () => {
    const now = Date.now();
    const id = await start(now);
    expect(await findViewer(id, now + sessionLimits().idleMs)).toBeNull();
    expect(await findViewer(id, now + sessionLimits().idleMs - 1)).not.toBeNull();
    expect(sessionLimits().idleMs).toBe(7 * DAY);
  });

  it("is 30 days however much it is used", async () => {
    const now = Date.now();
    const id = await start(now);
    for (let day = 6; day < 30; day += 6) expect(await findViewer(id, now + day * DAY)).not.toBeNull();
    expect(await findViewer(id, now + sessionLimits().lifetimeMs - 1)).not.toBeNull();
    expect(await findViewer(id, now + sessionLimits().lifetimeMs)).toBeNull();
    expect(sessionLimits().lifetimeMs).toBe(30 * DAY);
  });

  it("its last use is written at most once a minute", async () => {
    const now = Date.now();
    const id = await start(now);
    const first = await seenAt(id);
    await findViewer(id, now + MINUTE - 1);
    expect(await seenAt(id)).toBe(first);
    await findViewer(id, now + MINUTE);
    expect(await seenAt(id)).toBe(new Date(now + MINUTE).toISOString());
  });
});

describe("one's own sessions", () => {
  useTestStore();
  beforeAll(makeUser);

  it("are listed with the asking one first, and end one by one or all but this one", async () => {
    const [one, two, three] = [await start(Date.now() - 3000), await start(Date.now() - 2000), await start()];
    const viewer = await findViewer(one);
    if (!viewer) throw new Error("no viewer");
    expect((await listSessions(viewer)).map((row) => row.id)).toEqual([one, three, two]);
    expect(await endOwnSessions(viewer, two)).toBe(1);
    expect(await endOwnSessions(viewer, two)).toBe(0);
    expect((await listSessions(viewer)).map((row) => row.id)).toEqual([one, three]);
    expect(await endOwnSessions(viewer)).toBe(1);
    expect(await findViewer(one)).not.toBeNull();
    expect(await findViewer(three)).toBeNull();
  });

  it("do not reach another person's", async () => {
    const others = await start();
    await makeUser();
    const viewer = await findViewer(await start());
    if (!viewer) throw new Error("no viewer");
    expect(await endOwnSessions(viewer, others)).toBe(0);
    expect(await findViewer(others)).not.toBeNull();
  });
});
