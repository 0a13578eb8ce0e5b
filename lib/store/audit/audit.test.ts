import { beforeAll, expect, it } from "vitest";
import { AppError } from "#lib/core/errors.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { appendEvent, type NewEvent } from "./append.ts";
import { checkpointKey, signHead } from "./checkpoint.ts";
import { isGenuine } from "./checkpoint-format.ts";
import { type EventFilter, listEvents } from "./data.ts";
import { erasePersonal } from "./erase.ts";
import { readEvents } from "./rows.ts";
import { verifyLog } from "./verify.ts";

const NOOR = {
  id: "u1",
  name: "Noor Haddad",
  email: "noor@example.com",
  sessionId: "s1",
  address: "192.0.2.7",
};

const append = (event: Partial<NewEvent> = {}) =>
  transact((tx) => appendEvent(tx, { action: "member.remove", actor: NOOR, outcome: "done", ...event }));

const listed = async (filter: EventFilter) =>
  (await listEvents(filter)).rows.map((row) => `${row.action} ${row.outcome}`);

describeEachStore("the audit log", () => {
  beforeAll(async () => {
    await append({ action: "session.started", search: "Firefox" });
    await append({
      action: "member.remove",
      outcome: "running",
      changeId: "c1",
      teamId: "t1",
      connectionId: "k1",
    });
    await append({ action: "secret.rotate", outcome: "running", changeId: "c2", facts: { name: "DB" } });
    await append({ action: "connection.refused", outcome: "failed", actor: "system", connectionId: "k1" });
    await append({
      action: "member.remove",
      changeId: "c1",
      teamId: "t1",
      connectionId: "k1",
      facts: { team: "t1", nested: { z: 1, a: [null, true, "é"] } },
      personal: { member: "Ana Example" },
      search: "Ana Example",
    });
  });

  it("lists newest first, a change once with its outcome now", async () => {
    expect(await listed({})).toEqual([
      "member.remove done",
      "connection.refused failed",
      "secret.rotate running",
      "session.started done",
    ]);
    const [change] = (await listEvents({ changeId: "c1" })).rows;
    expect(change).toMatchObject({
      actor: NOOR,
      facts: { team: "t1", nested: { z: 1, a: [null, true, "é"] } },
      personal: { member: "Ana Example" },
      isErased: false,
    });
    expect(Date.parse(change?.at ?? "") >= Date.parse(change?.startedAt ?? "")).toBe(true);
  });

  it.each<[EventFilter, string[]]>([
    [{ action: "member" }, ["member.remove done"]],
    [{ action: "secret.rotate" }, ["secret.rotate running"]],
    [{ action: "mem" }, []],
    [{ actor: "system" }, ["connection.refused failed"]],
    [{ outcome: "running" }, ["secret.rotate running"]],
    [{ connectionId: "k1" }, ["member.remove done", "connection.refused failed"]],
    [{ teamId: "t1", outcome: "done" }, ["member.remove done"]],
    [{ q: "EXAMPLE ana" }, ["member.remove done"]],
    [{ q: "firefox noor" }, ["session.started done"]],
    [{ from: "2999-01-01T00:00:00.000Z" }, []],
    [{ to: "2000-01-01T00:00:00.000Z" }, []],
  ])("filters by %j", async (filter, expected) => {
    expect(await listed(filter)).toEqual(expected);
  });

  it("goes on where the page before ended", async () => {
    const seen: string[] = [];
    let before: number | undefined;
    do {
      const page = await listEvents({ limit: 1, before });
      seen.push(...page.rows.map((row) => row.action));
      before = page.next;
    } while (before !== undefined && seen.length < 10);
    expect(seen).toEqual(["member.remove", "connection.refused", "secret.rotate", "session.started"]);
  });

  it("numbers events without gaps when many are appended at once and some transactions fail", async () => {
    const { seq: start } = await append();
    const results = await Promise.allSettled(
      Array.from({ length: 30 }, (_, index) =>
        transact(async (tx) => {
          await appendEvent(tx, { action: "many.of", actor: "system", outcome: "done" });
          if (index % 3 === 0) throw new AppError("CONFLICT");
        }),
      ),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(20);
    const { seq: end } = await append();
    expect(end - start).toBe(21);
    expect(await verifyLog()).toMatchObject({ ok: true, events: end, head: { seq: end } });
  });

  it("writes strangers' text however it is broken, and verifies", async () => {
    const worst = `\ud800\0 ${"x".repeat(50_000)} __proto__ \u202e😀`;
    await append({ facts: { worst, number: Number.NaN }, personal: { worst, "\ud801": 1 }, search: worst });
    expect(await verifyLog()).toMatchObject({ ok: true });
    const [row] = (await listEvents({ limit: 1 })).rows;
    expect(String(row?.facts.worst).length).toBe(2_000);
  });

  it("erases personal data, says so, and stays whole", async () => {
    const { id } = await append({ personal: { member: "Erasable Person" }, search: "Erasable Person" });
    expect(await erasePersonal(id, NOOR)).toBe(true);
    expect(await erasePersonal(id, NOOR)).toBe(false);
    expect(await verifyLog()).toMatchObject({ ok: true });
    expect(await listed({ q: "erasable" })).toEqual([]);
    const row = (await listEvents({ action: "member.remove" })).rows.find((event) => event.id === id);
    expect(row).toMatchObject({ isErased: true, personal: {}, actor: { id: "u1" } });
    for await (const event of readEvents()) expect(JSON.stringify(event)).not.toContain("Erasable");
    await expect(erasePersonal("nothing")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("signs its head, and knows a signature that is not its own", async () => {
    const checkpoint = await signHead();
    expect(isGenuine(checkpoint, checkpointKey())).toBe(true);
    expect(isGenuine({ ...checkpoint, seq: checkpoint.seq - 1 }, checkpointKey())).toBe(false);
    expect(isGenuine({ ...checkpoint, hash: "0".repeat(64) }, checkpointKey())).toBe(false);
    expect(isGenuine(checkpoint, Buffer.alloc(32, 7).toString("base64url"))).toBe(false);
    expect(await verifyLog([checkpoint])).toMatchObject({ ok: true });
  });

  it("refuses to append without its head row", async () => {
    await db()
      .updateTable("audit_head")
      .set({ id: 2 as 1 })
      .execute();
    await expect(append()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await db().updateTable("audit_head").set({ id: 1 }).execute();
    expect(await verifyLog()).toMatchObject({ ok: true });
  });
});
