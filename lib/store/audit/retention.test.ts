import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";
import { appendEvent } from "./append.ts";
import { verifyChain } from "./chain-walk.ts";
import { checkpointKey, signHead, signMark } from "./checkpoint.ts";
import { type Checkpoint, isGenuine, parseCheckpoints } from "./checkpoint-format.ts";
import { exportLines } from "./export-lines.ts";
import { checkpointIfDue, fileCheckpoints, filedCheckpoints, makeCheckpoint } from "./keep-checkpoint.ts";
import { RETENTION_ACTION } from "./names.ts";
import { retain } from "./retention.ts";
import { readEvents, readFirst, readHead } from "./rows.ts";
import { isRecordedToken } from "./sealed-token.ts";
import { verifyLog } from "./verify.ts";
import { verifyExport } from "./verify-export.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const append = (
  facts: Record<string, string | number> = {},
  connectionId?: string,
  action = "member.remove",
) => transact((tx) => appendEvent(tx, { action, actor: "system", outcome: "done", facts, connectionId }));
const kept = () => db().selectFrom("audit_checkpoints").selectAll().orderBy("id").execute();

describeEachStore("checkpoints", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "rollcall-kept-"));
    setTestEnv({
      ROLLCALL_CHECKPOINT_FILE: path.join(folder, "kept.jsonl"),
      ROLLCALL_CHECKPOINT_HOURS: "6",
      ROLLCALL_CHECKPOINT_EVENTS: "5",
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("are made when something happened and it is time to, or much happened", async () => {
    expect(await checkpointIfDue()).toBeUndefined();
    await append();
    expect(await checkpointIfDue()).toMatchObject({ seq: 1 });
    await append();
    expect(await checkpointIfDue()).toBeUndefined();
    expect(await checkpointIfDue(Date.now() + 7 * HOUR_MS)).toMatchObject({ seq: 2 });
    expect(await checkpointIfDue(Date.now() + 7 * DAY_MS)).toBeUndefined();
    for (let n = 0; n < 5; n++) await append();
    expect(await checkpointIfDue()).toMatchObject({ seq: 7 });
    expect((await kept()).map((row) => row.reason)).toEqual(["time", "time", "events"]);
  });

  it("cover the event that says who asked for one", async () => {
    const made = await makeCheckpoint({ id: "u1", name: "Noor" });
    expect(isGenuine(made, checkpointKey())).toBe(true);
    expect(made).toMatchObject(await readHead());
    for await (const event of readEvents(made.seq - 1)) expect(event.action).toBe("audit.checkpoint");
  });

  it("are appended to a file of the owner's alone, each once, and read back", async () => {
    const file = path.join(folder, "kept.jsonl");
    expect(parseCheckpoints(readFileSync(file, "utf8"))?.map(({ seq }) => seq)).toEqual([1, 2, 7, 8]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await fileCheckpoints()).toBe(0);
    expect((await filedCheckpoints()).map(({ seq }) => seq)).toEqual([1, 2, 7, 8]);
    expect(await verifyLog(await filedCheckpoints())).toMatchObject({ ok: true, agreed: 4 });
  });

  it("wait for a file that cannot be written", async () => {
    setTestEnv({ ROLLCALL_CHECKPOINT_FILE: path.join(folder, "not", "there") });
    await expect(makeCheckpoint("system")).rejects.toThrow(/ENOENT/);
    setTestEnv({ ROLLCALL_CHECKPOINT_FILE: path.join(folder, "kept.jsonl") });
    expect(await fileCheckpoints()).toBe(1);
    expect((await filedCheckpoints()).at(-1)).toMatchObject(await readHead());
  });

  it("are told from what is none, in each form that they come in", async () => {
    const one = signMark({ seq: 3, hash: "0".repeat(64) });
    for (const text of [JSON.stringify(one), JSON.stringify([one]), `${JSON.stringify(one)}\n\n`])
      expect(parseCheckpoints(text)).toEqual([one]);
    expect(parseCheckpoints(JSON.stringify({ type: "audit.checkpoint", data: one }))).toEqual([one]);
    for (const text of [
      "",
      "[]",
      "{}",
      "null",
      "x",
      JSON.stringify({ ...one, seq: -1 }),
      `${JSON.stringify(one)}\nx`,
    ])
      expect(parseCheckpoints(text), text).toBeUndefined();
  });
});

describeEachStore("the retention", () => {
  let before: Checkpoint;
  const later = Date.now() + 31 * DAY_MS;

  it("keeps everything where nobody asked for it", async () => {
    await append({ sealedToken: "digest-of-a-token" }, "k1", "connection.create");
    for (let n = 0; n < 40; n++) await append({ n });
    before = await signHead();
    expect(await retain(later)).toBe(0);
    expect(await readFirst()).toMatchObject({ seq: 1 });
  });

  it("removes nothing that is young, and nothing that a receiver of the log has not got", async () => {
    setTestEnv({ ROLLCALL_AUDIT_RETENTION_DAYS: "30" });
    expect(await retain(Date.now() + 29 * DAY_MS)).toBe(0);
    setTestEnv({ ROLLCALL_SYSLOG: "tcp://127.0.0.1:1" });
    expect(await retain(later)).toBe(0);
    await db()
      .insertInto("audit_streams")
      .values({
        ...{ id: "syslog tcp://127.0.0.1:1", seq: 10, created_at: "", attempts: 0 },
        ...{ sent_at: null, next_at: null, error: null, lease_holder: null, lease_until: null },
      })
      .execute();
    expect(await retain(later, 100)).toBe(10);
    expect(await readFirst()).toMatchObject({ seq: 11 });
    setTestEnv({ ROLLCALL_SYSLOG: "" });
  });

  it("leaves a log that says where it begins, signed, and verifies; older checkpoints are too old to tell", async () => {
    await db().deleteFrom("audit_streams").execute();
    // A step at a time, each on record.
    expect(await retain(Date.now() + 31 * DAY_MS, 20)).toBeGreaterThanOrEqual(30);
    const first = await readFirst();
    expect(first?.seq).toBeGreaterThan(41);
    const verdict = await verifyLog([before]);
    expect(verdict).toMatchObject({ ok: true, first: first?.seq });
    expect(verdict.ok && verdict.tooOld + verdict.agreed).toBe(1);
    const lines: string[] = [];
    for await (const line of exportLines()) lines.push(line.trimEnd());
    expect((await verifyExport(lines, { publicKey: checkpointKey() })).verdict).toMatchObject({ ok: true });
    // It ends: its own records are not replaced by more of them.
    expect(await retain(Date.now() + 90 * DAY_MS)).toBe(0);
  });

  it("is told from somebody's deleting the oldest events", async () => {
    await append();
    await append();
    const events = [];
    for await (const event of readEvents()) events.push(event);
    const head = await readHead();
    const publicKey = checkpointKey();
    expect(await verifyChain(events, { head, publicKey })).toMatchObject({ ok: true });
    expect(await verifyChain(events.slice(1), { head, publicKey })).toMatchObject({
      ok: false,
      reason: expect.stringContaining("missing"),
    });
    // A record that says so, but that this log's key did not sign.
    const other = Buffer.alloc(32, 7).toString("base64url");
    expect(await verifyChain(events, { head, publicKey: other })).toMatchObject({
      ok: false,
      reason: expect.stringContaining("no record signed by this log's key"),
    });
    expect(events.some((event) => event.action === RETENTION_ACTION)).toBe(true);
  });
});

describeEachStore("the retention beside stored tokens", () => {
  it("says again what it removes the record of, so that an older copy of a token is still refused", async () => {
    setTestEnv({ ROLLCALL_AUDIT_RETENTION_DAYS: "1" });
    const { sealedDigest } = await import("#lib/store/crypto/key-ring.ts");
    const sealed = '{"sealed":"text"}';
    await db()
      .insertInto("connections")
      .values({
        ...{
          id: "k1",
          vendor: "gitbook",
          target_id: "o",
          target_name: "O",
          label: "Docs",
          label_key: "docs",
        },
        ...{
          namespace: null,
          sealed_token: sealed,
          token_hint: "1234",
          may_view: 1,
          may_manage: 1,
          rights: "[]",
        },
        ...{ token_user_id: null, token_user_name: null, token_user_email: null, state: "works" },
        ...{
          state_reason: null,
          state_at: "",
          checked_at: null,
          created_at: "",
          created_by: null,
          updated_at: "",
        },
      })
      .execute();
    await append({ sealedToken: sealedDigest(sealed) }, "k1", "connection.create");
    await append();
    expect(await retain(Date.now() + 2 * DAY_MS)).toBe(2);
    expect(await isRecordedToken("k1", sealed)).toBe(true);
    expect(await isRecordedToken("k1", '{"sealed":"older"}')).toBe(false);
    expect(await verifyLog()).toMatchObject({ ok: true });
  });
});
