import { expect, it } from "vitest";
import { forgetPerProcess } from "#lib/core/per-process.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { noteRead } from "./reads.ts";
import { isRefusalRecorded, recordRefusal } from "./refusal.ts";

const MINUTE_MS = 60_000;
const viewer = (sessionId: string): Viewer => ({
  ...{ userId: "u1", name: "Noor", email: "noor@example.com", role: "admin", scope: "all" },
  ...{ sessionId, address: "192.0.2.7" },
});
const noted = async () =>
  (await db().selectFrom("events").select(["action", "personal"]).orderBy("seq").execute()).map(
    ({ action, personal }) => `${action} ${JSON.parse(personal ?? "{}").data?.actor?.sessionId}`,
  );

describeEachStore("looking at what is sensitive", () => {
  it("is an event with who, session and address, once in ten minutes", async () => {
    const now = Date.now();
    for (let n = 0; n < 50; n++) await noteRead(viewer("s1"), "user.read", now + n * 1_000);
    await noteRead(viewer("s2"), "user.read", now);
    await noteRead(viewer("s1"), "audit.read", now);
    await noteRead(viewer("s1"), "team.read", now);
    expect(await noted()).toEqual(["read.user s1", "read.user s2", "read.audit s1"]);
    const [row] = await db().selectFrom("events").selectAll().execute();
    expect(row?.personal).toContain('"address":"192.0.2.7"');
  });

  it("is one look while a page asks on, and another after a while away", async () => {
    const before = (await noted()).length;
    const now = Date.now() + 60 * MINUTE_MS;
    for (let n = 0; n < 60; n++) await noteRead(viewer("s3"), "webhook.read", now + n * MINUTE_MS);
    expect((await noted()).length - before).toBe(1);
    await noteRead(viewer("s3"), "webhook.read", now + 75 * MINUTE_MS);
    expect((await noted()).length - before).toBe(2);
  });

  it("is not noted twice by two processes", async () => {
    const now = Date.now() + 600 * MINUTE_MS;
    const before = (await noted()).length;
    await noteRead(viewer("s4"), "user.read", now);
    forgetPerProcess("audit-looks");
    await noteRead(viewer("s4"), "user.read", now + MINUTE_MS);
    expect((await noted()).length - before).toBe(1);
  });
});

describeEachStore("a thousand refusals", () => {
  it("are one event, and the request knows that it is recorded", async () => {
    for (let n = 0; n < 1_000; n++) {
      const asking = viewer("s1");
      await recordRefusal(asking, "connection.create", "192.0.2.7");
      expect(isRefusalRecorded(asking)).toBe(true);
    }
    await recordRefusal(viewer("s1"), "user.read");
    expect(await noted()).toEqual(["access.refused s1", "access.refused s1"]);
    const [row] = await db()
      .selectFrom("audit_repeats")
      .select("count")
      .where("key", "like", "%connection.create")
      .execute();
    expect(row?.count).toBe(999);
  });
});
