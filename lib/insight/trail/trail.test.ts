import { setImmediate as turn } from "node:timers/promises";
import { beforeAll, expect, it } from "vitest";
import { compareCheckpoint, getCheckpoint, getTrail } from "#lib/insight/trail/data.ts";
import { isChecking } from "#lib/insight/trail/queries.ts";
import { appendEvents, type NewEvent } from "#lib/store/audit/append.ts";
import { checksEnded, startCheck } from "#lib/store/audit/check.ts";
import { checkpointKey, signHead, signMark } from "#lib/store/audit/checkpoint.ts";
import { makeCheckpoint } from "#lib/store/audit/keep-checkpoint.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

const event = (n: number): NewEvent => ({
  action: "member.remove",
  actor: { id: "u1", name: "Noor" },
  outcome: "done",
  facts: { n },
  personal: { member: `Person ${n}` },
});
const EVENTS = 6_000;

describeEachStore("the state of the audit log", () => {
  beforeAll(async () => {
    const events = Array.from({ length: EVENTS }, (_, n) => event(n));
    await transact((tx) => appendEvents(tx, events));
  });

  it("is verified beside everything else, with its progress, by one at a time", async () => {
    // Others have their turn after every hundred events, however long each takes.
    let turns = 0;
    let isOver = false;
    const others = (async () => {
      for (; !isOver; turns++) await turn();
    })();
    const [id, same] = await Promise.all([startCheck("system"), startCheck({ id: "u1" })]);
    expect(same).toBe(id);
    const trail = await getTrail();
    expect(isChecking(trail)).toBe(true);
    expect(trail.check).toMatchObject({ total: EVENTS, isLost: false });
    await checksEnded();
    isOver = true;
    await others;
    expect(turns).toBeGreaterThan(EVENTS / 100);
    expect((await getTrail()).check).toMatchObject({
      checked: EVENTS,
      found: { isSound: true, seq: EVENTS, agreed: 0, erased: 0 },
    });
    const [noted] = await db()
      .selectFrom("events")
      .select("body")
      .where("action", "=", "audit.verify")
      .execute();
    expect(noted?.body).toContain(`"events":${EVENTS}`);
  });

  it("says what is wrong, which verification was cut off, and where the log stands", async () => {
    await db().updateTable("events").set({ actor: "u2" }).where("seq", "=", 4_321).execute();
    await startCheck({ id: "u1" });
    await checksEnded();
    expect((await getTrail()).check?.found).toMatchObject({
      isSound: false,
      seq: 4_321,
      reason: "its actor was changed",
    });
    await db().updateTable("events").set({ actor: "u1" }).where("seq", "=", 4_321).execute();
    await db()
      .updateTable("audit_checks")
      .set({ ended_at: null, verdict: null, lease_until: "2020" })
      .execute();
    expect((await getTrail()).check).toMatchObject({ isLost: true });
    await startCheck("system");
    await checksEnded();
    const trail = await getTrail();
    expect(trail.check?.found?.isSound).toBe(true);
    expect(trail).toMatchObject({ publicKey: checkpointKey(), first: { seq: 1 }, streams: [] });
  });

  it("is held against checkpoints", async () => {
    const made = await makeCheckpoint("system");
    expect(await compareCheckpoint(made)).toMatchObject({ result: "same", seq: made.seq });
    expect(await compareCheckpoint(signMark({ seq: 5, hash: "0".repeat(64) }))).toMatchObject({
      result: "differs",
    });
    expect(await compareCheckpoint(signMark({ seq: made.seq + 99, hash: made.hash }))).toMatchObject({
      result: "cut",
    });
    expect(await compareCheckpoint({ ...made, seq: 4 })).toMatchObject({ result: "foreign" });
    expect(await compareCheckpoint(await signHead())).toMatchObject({ result: "same" });
    const [{ id = "" } = {}] = (await getTrail()).checkpoints;
    expect(JSON.parse((await getCheckpoint(id)).body)).toEqual(made);
    await expect(getCheckpoint("none")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
