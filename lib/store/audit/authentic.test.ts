import { beforeEach, describe, expect, it } from "vitest";
import { openConnection } from "#lib/directory/connections/open.ts";
import { tokenBinding } from "#lib/directory/connections/token.ts";
import { startStore, stopStore } from "#lib/jobs/start-store.ts";
import { forgetKeyRing, ringKeys, seal, sealedDigest, sealWith, unseal } from "#lib/store/crypto/key-ring.ts";
import { ROOT_ROW } from "#lib/store/crypto/sealed-columns.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { setTestEnv, useTestStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection } from "#lib/store/db/rows.testing.ts";
import { appendEvent, type NewEvent } from "./append.ts";
import { canonicalJson, chainHash, GENESIS_HASH, type Json } from "./chain.ts";
import { checkpointKey, signHead, signMark } from "./checkpoint.ts";
import type { Checkpoint } from "./checkpoint-format.ts";
import { exportLines } from "./export-lines.ts";
import { makeCheckpoint } from "./keep-checkpoint.ts";
import { appendOnce, REPEAT_MS, tellRepeats } from "./repeats.ts";
import { retain } from "./retention.ts";
import { type ChainedEvent, readEvents, readHead } from "./rows.ts";
import { verifyLog } from "./verify.ts";
import { verifyExport } from "./verify-export.ts";

const DAY_MS = 86_400_000;
const PLACE = { id: "c1", vendor: "gitbook" as const, target_id: "org" };
const append = (event: Partial<NewEvent> = {}) =>
  transact((tx) => appendEvent(tx, { action: "member.remove", actor: "system", outcome: "done", ...event }));
const all = async (): Promise<ChainedEvent[]> => {
  const rows: ChainedEvent[] = [];
  for await (const row of readEvents()) rows.push(row);
  return rows;
};
/** Stores a token as the dialogs do, and gives its sealed text. */
async function storeToken(token: string, action = "connection.replaceToken"): Promise<string> {
  const sealed = await seal(token, tokenBinding(PLACE));
  await db().updateTable("connections").set({ sealed_token: sealed }).where("id", "=", "c1").execute();
  await append({ action, connectionId: "c1", facts: { sealedToken: sealedDigest(sealed) } });
  return sealed;
}
const lined = async () => {
  const lines: string[] = [];
  for await (const line of exportLines()) lines.push(line.trimEnd());
  return lines;
};
const exported = async () => (await verifyExport(await lined(), { publicKey: checkpointKey() })).verdict;
/** The events' lines alone, as a collector has them. */
const bare = async () =>
  (await verifyExport((await lined()).slice(1, -1), { publicKey: checkpointKey() })).verdict;

/** What somebody does who can write the store, knows this code, and has no keys. */
const forged = (seq: number, prevHash: string, said: Record<string, Json>): ChainedEvent => {
  const row = {
    ...{ seq, id: `forged-${seq}`, at: new Date().toISOString(), action: "member.add", actor: "system" },
    ...{ outcome: "done" as const, connection_id: null, team_id: null, change_id: null, batch_id: null },
    ...said,
  } as unknown as ChainedEvent;
  const { facts = {}, ...columns } = row as unknown as Record<string, Json>;
  const body = canonicalJson({ ...columns, facts, personal_digest: null });
  const hash = chainHash(prevHash, body);
  return {
    ...(columns as unknown as ChainedEvent),
    body,
    personal: null,
    search_key: "",
    prev_hash: prevHash,
    hash,
    mac: null,
  };
};
async function putIn(event: ChainedEvent): Promise<void> {
  await db().insertInto("events").values(event).execute();
  await db().updateTable("audit_head").set({ seq: event.seq, hash: event.hash }).execute();
}

describe("whoever writes the store without its keys", () => {
  useTestStore();
  let first = "";
  let checkpoint: Checkpoint;
  beforeEach(async () => {
    setTestEnv({ ROLLCALL_AUDIT_RETENTION_DAYS: "" });
    for (const table of ["events", "connections", "audit_checkpoints", "audit_repeats"] as const)
      await db().deleteFrom(table).execute();
    await db().updateTable("audit_head").set({ seq: 0, hash: GENESIS_HASH }).execute();
    await insertTestConnection("c1", { target_id: "org" });
    first = await storeToken("gb_first", "connection.create");
    for (let n = 0; n < 3; n++) await append({ facts: { n } });
    checkpoint = await makeCheckpoint("system");
    await storeToken("gb_second");
    await append();
    expect(await verifyLog([checkpoint])).toMatchObject({ ok: true });
  });

  it("cannot delete the log behind an old checkpoint that stands for a record of the retention", async () => {
    await db().deleteFrom("events").execute();
    const { seq, hash } = checkpoint;
    const facts = { removedTo: seq, hash, removed: seq, days: 30, checkpoint };
    await putIn(forged(seq + 1, hash, { action: "audit.retention", facts }));
    expect(await verifyLog([checkpoint])).toMatchObject({ ok: false, seq: seq + 1 });
    expect(await exported()).toMatchObject({ ok: false });
    // Nor with a signature of something else in it, nor with one that a record of another place had.
    await db().deleteFrom("events").execute();
    const { publicKey, signature } = checkpoint;
    await putIn(
      forged(seq + 1, hash, { action: "audit.retention", facts: { ...facts, publicKey, signature } }),
    );
    expect(await verifyLog([checkpoint])).toMatchObject({ ok: false, seq: seq + 1 });
    expect(await bare()).toMatchObject({ ok: false, reason: expect.stringContaining("no record signed") });
  });

  it("cannot use a genuine record of the retention in another place", async () => {
    setTestEnv({ ROLLCALL_AUDIT_RETENTION_DAYS: "1" });
    await retain(Date.now() + 2 * DAY_MS, 3);
    expect(await verifyLog()).toMatchObject({ ok: true });
    const record = (await all()).find((event) => event.action === "audit.retention");
    for (let n = 0; n < 4; n++) await append();
    const events = await all();
    const before = events.at(-2);
    await db().deleteFrom("events").execute();
    const { facts } = JSON.parse(record?.body ?? "{}") as { facts: Record<string, Json> };
    const said = { ...facts, removedTo: before?.seq ?? 0, hash: before?.hash ?? "" };
    await putIn(
      forged((before?.seq ?? 0) + 1, before?.hash ?? "", { action: "audit.retention", facts: said }),
    );
    expect((await verifyLog()).ok).toBe(false);
    expect((await exported()).ok).toBe(false);
    expect((await bare()).ok).toBe(false);
  });

  it("cannot put an older token back with an event that says it was stored", async () => {
    const head = await readHead();
    const facts = { sealedToken: sealedDigest(first) };
    const event = { action: "connection.replaceToken", connection_id: "c1", facts };
    await db().updateTable("connections").set({ sealed_token: first }).execute();
    await putIn(forged(head.seq + 1, head.hash, event));
    await expect(openConnection("c1")).rejects.toMatchObject({ why: "refused" });
    expect(await verifyLog()).toMatchObject({ ok: false, seq: head.seq + 1 });
  });

  it("cannot have the event of the older token count again, under a later number or for another connection", async () => {
    const [event] = await all();
    const { seq } = await readHead();
    await db().updateTable("connections").set({ sealed_token: first }).execute();
    await db()
      .insertInto("events")
      .values({ ...event, seq: seq + 1, id: "again" } as ChainedEvent)
      .execute();
    await expect(openConnection("c1")).rejects.toMatchObject({ why: "refused" });
    const { mac } = (await all())[2] ?? {};
    await db()
      .updateTable("events")
      .set({ mac: mac ?? null })
      .where("seq", "=", seq + 1)
      .execute();
    await expect(openConnection("c1")).rejects.toMatchObject({ why: "refused" });
    await db()
      .deleteFrom("events")
      .where("seq", "=", seq + 1)
      .execute();
    const recent = (await all()).find((one) => one.action === "connection.replaceToken");
    const moved = {
      ...JSON.parse(recent?.body ?? "{}"),
      facts: { sealedToken: sealedDigest(first) },
    } as Json;
    await db()
      .updateTable("events")
      .set({ body: canonicalJson(moved) })
      .where("seq", "=", recent?.seq ?? 0)
      .execute();
    await expect(openConnection("c1")).rejects.toMatchObject({ why: "refused" });
  });

  it("cannot write, leave out, move or add events unseen, however well they are hashed", async () => {
    const events = await all();
    const rewrite = async (list: ChainedEvent[]) => {
      await db().deleteFrom("events").execute();
      let hash = GENESIS_HASH;
      for (const [index, event] of list.entries()) {
        const body = canonicalJson({ ...(JSON.parse(event.body) as Record<string, Json>), seq: index + 1 });
        const made = { ...event, seq: index + 1, body, prev_hash: hash, hash: chainHash(hash, body) };
        hash = made.hash;
        await putIn(made);
      }
    };
    const bad = async () => {
      const verdict = await verifyLog();
      return verdict.ok ? "sound" : verdict.seq;
    };
    await rewrite(events);
    expect(await bad()).toBe("sound");
    await rewrite(events.toSpliced(1, 1));
    expect(await bad()).toBe(2);
    await rewrite([...events.slice(0, 1), ...events.slice(1, 3).toReversed(), ...events.slice(3)]);
    expect(await bad()).toBe(2);
    await rewrite([...events, forged(99, "", {})]);
    expect(await bad()).toBe(events.length + 1);
    // An export of such a log is not vouched for, and a head like this is not signed.
    expect(await exported()).toMatchObject({ ok: false, reason: expect.stringContaining("did not sign") });
    await expect(signHead()).rejects.toMatchObject({ code: "INTERNAL" });
    await expect(makeCheckpoint("system").then(() => signHead())).resolves.toBeTruthy();
    // What Rollcall writes after it does not make it genuine.
    expect(await bad()).toBe(events.length + 1);
  });

  it("cannot have the retention hide what they changed or took out", async () => {
    setTestEnv({ ROLLCALL_AUDIT_RETENTION_DAYS: "30" });
    const refused = { code: "INTERNAL", reason: expect.stringContaining("removes nothing") };
    await db().updateTable("events").set({ at: "2020-01-01T00:00:00.000Z" }).where("seq", "<", 4).execute();
    await expect(retain()).rejects.toMatchObject(refused);
    const events = await all();
    expect(events).toHaveLength(7);
    await db().deleteFrom("events").where("seq", "<=", 3).execute();
    await expect(retain(Date.now() + 31 * DAY_MS)).rejects.toMatchObject(refused);
  });

  it("cannot have words of theirs written as a repeated event", async () => {
    const key = "somebody";
    const event: NewEvent = { action: "access.refused", actor: "system", outcome: "failed" };
    await appendOnce({ key, event, isCounted: true });
    await appendOnce({ key, event, isCounted: true });
    const { seq } = await readHead();
    const theirs = { ...event, action: "connection.replaceToken", connectionId: "c1", outcome: "done" };
    const text = JSON.stringify({ ...theirs, facts: { sealedToken: sealedDigest(first) } });
    const waiting = await db().selectFrom("audit_repeats").select("event").executeTakeFirstOrThrow();
    const { mac } = JSON.parse(waiting.event ?? "{}") as { mac?: string };
    for (const put of [text, JSON.stringify({ text, mac }), JSON.stringify({ text, mac: "" })]) {
      await db().updateTable("audit_repeats").set({ event: put }).execute();
      await transact((tx) => tx.updateTable("audit_repeats").set({ count: 1 }).execute());
      const row = await db().selectFrom("audit_repeats").selectAll().executeTakeFirstOrThrow();
      await tellRepeats(Date.now() + REPEAT_MS + 1_000);
      expect((await readHead()).seq).toBe(seq);
      await db()
        .insertInto("audit_repeats")
        .values({ ...row, event: waiting.event })
        .execute();
    }
    await tellRepeats(Date.now() + REPEAT_MS + 1_000);
    expect((await readHead()).seq).toBe(seq + 1);
  });
});

describe("a log that is older than MACs", () => {
  useTestStore();
  const binding = { table: "meta", column: "value", row: ROOT_ROW };
  /** Makes the store what an older Rollcall left: no event bears a MAC, the check row holds its bytes alone. */
  async function makeOld(): Promise<void> {
    await db().updateTable("events").set({ mac: null }).execute();
    const { value } = await db()
      .selectFrom("meta")
      .select("value")
      .where("key", "=", ROOT_ROW)
      .executeTakeFirstOrThrow();
    const { root } = JSON.parse(await unseal(value, binding)) as { root: string };
    const old = await sealWith([...ringKeys()], root, binding);
    await db().updateTable("meta").set({ value: old }).where("key", "=", ROOT_ROW).execute();
    await stopStore();
    forgetKeyRing();
  }
  const startAgain = async () => {
    await stopStore();
    forgetKeyRing();
    await startStore();
  };

  it("opens, verifies, says from which event on it is authenticated, and keeps its tokens", async () => {
    await insertTestConnection("c1", { target_id: "org" });
    const first = await storeToken("gb_first", "connection.create");
    const second = await storeToken("gb_second");
    const kept = await signHead();
    const secret = checkpointKey();
    await makeOld();
    await startStore();
    expect(checkpointKey()).toBe(secret);
    expect(await verifyLog([kept])).toMatchObject({
      ok: true,
      agreed: 1,
      authenticatedFrom: 3,
      head: { seq: 4 },
    });
    expect(await exported()).toMatchObject({ ok: true, authenticatedFrom: 3 });
    expect((await openConnection("c1")).connection.id).toBe("c1");
    // Once: the next start appends nothing.
    await startAgain();
    expect((await readHead()).seq).toBe(4);
    // Who edits an old event now is found out, though it bears no MAC; nor does an old event vouch for an older token.
    const [event] = await all();
    const body = (event?.body ?? "").replace(sealedDigest(first), sealedDigest(second));
    await db()
      .updateTable("events")
      .set({ body, hash: chainHash(GENESIS_HASH, body) })
      .where("seq", "=", 1)
      .execute();
    expect(await verifyLog()).toMatchObject({ ok: false, seq: 2 });
    if (event) await db().updateTable("events").set(event).where("seq", "=", 1).execute();
    await db().deleteFrom("events").where("seq", ">", 2).execute();
    await expect(openConnection("c1")).rejects.toMatchObject({ why: "refused" });
    // Nor can the events with a MAC be cut off, so that it looks like an older log.
    const old = (await all()).at(-1);
    await db()
      .updateTable("audit_head")
      .set({ seq: 2, hash: old?.hash ?? "" })
      .execute();
    expect((await verifyLog()).ok).toBe(false);
    await startAgain();
    await append();
    expect(await verifyLog()).toMatchObject({ ok: false, seq: 3 });
  });

  it("may begin later where its own older record says so, and not without", async () => {
    await db().deleteFrom("events").execute();
    const hash = "ab".repeat(32);
    const facts = { removedTo: 9, hash, checkpoint: signMark({ seq: 9, hash }) };
    for (const [said, isOk] of [
      [facts, true],
      [{ ...facts, removedTo: 8 }, false],
      [{ ...facts, checkpoint: { ...facts.checkpoint, seq: 8 } }, false],
    ] as const) {
      await db().deleteFrom("events").execute();
      await putIn(forged(10, hash, { action: "audit.retention", facts: said }));
      await makeOld();
      await startStore();
      expect((await readHead()).seq).toBe(12);
      expect((await verifyLog()).ok).toBe(isOk);
      expect((await exported()).ok).toBe(isOk);
    }
  });
});
