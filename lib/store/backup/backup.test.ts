import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findViewer, startSession } from "#lib/access/auth/sessions.ts";
import { createToken } from "#lib/access/tokens/mutations.ts";
import { createTokenSchema } from "#lib/access/tokens/schema.ts";
import { findTokenViewer } from "#lib/access/tokens/viewer.ts";
import { insertUser } from "#lib/access/users/mutations.ts";
import { type Env, env, parseEnv, replaceEnv } from "#lib/core/env.ts";
import { openConnection } from "#lib/directory/connections/open.ts";
import { tokenBinding } from "#lib/directory/connections/token.ts";
import { startStore, stopStore } from "#lib/jobs/start-store.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { readHead } from "#lib/store/audit/rows.ts";
import { verifyLog } from "#lib/store/audit/verify.ts";
import { keyFile, placeKeyFile } from "#lib/store/crypto/key-file.ts";
import { derivedKey, forgetKeyRing, ringKeys, seal, sealedDigest } from "#lib/store/crypto/key-ring.ts";
import { keysText, newKeyText } from "#lib/store/crypto/keys.ts";
import { insertWebhook } from "#lib/store/crypto/sealed.testing.ts";
import { verifySealed } from "#lib/store/crypto/verify-keys.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam } from "#lib/store/db/rows.testing.ts";
import { keysInBackup, restoreBackup } from "./restore.ts";
import { writeBackup } from "./write.ts";

const PASSPHRASE = "a passphrase of the backup";
const asked = async () => PASSPHRASE;
const TOKEN = "gb_api_canary_of_the_backup";
const append = () => transact((tx) => appendEvent(tx, { action: "a.b", actor: "system", outcome: "done" }));

describeEachStore("a backup", (which) => {
  let folder = "";
  let source: Env;
  const cleanUps: (() => Promise<unknown>)[] = [];

  const use = async (settings: Env) => {
    await stopStore();
    forgetKeyRing();
    replaceEnv(settings);
  };
  /** An empty place of the same kind, without keys where it is a folder's. */
  async function emptyTarget(keys?: string): Promise<Env> {
    const dataDir = await mkdtemp(path.join(folder, "target-"));
    const base = { ROLLCALL_LOG_LEVEL: "silent", ROLLCALL_DATA_DIR: dataDir, NODE_ENV: "test" };
    if (which === "sqlite") return parseEnv({ ...base, ...(keys ? { ROLLCALL_KEYS: keys } : {}) });
    const name = `restored_${randomUUID().replaceAll("-", "")}`;
    const here = source.DATABASE_URL ?? "";
    const statement = async (text: string) => {
      const client = new pg.Client({ connectionString: here });
      await client.connect();
      await client.query(text).finally(() => client.end());
    };
    await statement(`create database ${name}`);
    cleanUps.push(() => statement(`drop database if exists ${name} with (force)`));
    const url = new URL(here);
    url.pathname = `/${name}`;
    return parseEnv({ ...base, DATABASE_URL: url.href, ROLLCALL_KEYS: keys ?? source.ROLLCALL_KEYS });
  }
  const refusal = async (work: Promise<unknown>): Promise<string> => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return error instanceof Error ? error.message : "worked";
  };
  const file = (name: string) => path.join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "rollcall-backup-"));
    source = env();
    const place = { id: "c1", vendor: "gitbook" as const, target_id: "org" };
    const sealed = await seal(TOKEN, tokenBinding(place));
    await insertTestConnection("c1", { target_id: "org", sealed_token: sealed });
    await insertTestTeam("t1", "c1", { name: "Ünïcode \u202e team \u2028" });
    await insertWebhook("w1", "a webhook's secret");
    await transact((tx) =>
      appendEvent(tx, {
        action: "connection.create",
        actor: { id: "u1", name: "Ana" },
        outcome: "done",
        connectionId: "c1",
        facts: { sealedToken: sealedDigest(sealed) },
      }),
    );
    for (let index = 0; index < 1_200; index += 1) await append();
  }, 60_000);
  afterAll(async () => {
    await use(source);
    for (const cleanUp of cleanUps) await cleanUp();
    await startStore();
    await rm(folder, { recursive: true, force: true });
  });

  it("is one moment of a store that is written meanwhile, and restores to the same log and the same secrets", async () => {
    let isDone = false;
    let written = 0;
    const writer = (async () => {
      while (!isDone) {
        await append();
        written += 1;
        await turn();
      }
    })();
    const made = await writeBackup(file("one"), { passphrase: PASSPHRASE }).finally(() => {
      isDone = true;
    });
    await writer;
    expect(written).toBeGreaterThan(1);
    expect((await readHead()).seq).toBeGreaterThan(made.auditHead.seq);
    expect((await stat(file("one"))).mode & 0o777).toBe(0o600);
    const secrets = [derivedKey("audit"), derivedKey("session")].map(String);
    const keys = keysText(ringKeys());

    const text = gunzipSync(await readFile(file("one"))).toString();
    expect(text).not.toContain(TOKEN);
    for (const key of ringKeys()) expect(text).not.toContain(Buffer.from(key.bytes).toString("base64"));
    expect(keysText(await keysInBackup(file("one"), asked))).toBe(keys);

    await use(await emptyTarget());
    const restored = await restoreBackup(file("one"), asked);
    expect(restored).toMatchObject({ rows: made.rows, auditHead: made.auditHead });
    await startStore();
    expect(await readHead()).toEqual(made.auditHead);
    expect(await verifyLog()).toMatchObject({ ok: true, events: made.auditHead.seq });
    expect((await verifySealed()).refused).toEqual([]);
    expect((await openConnection("c1")).connection.targetId).toBe("org");
    expect([derivedKey("audit"), derivedKey("session")].map(String)).toEqual(secrets);
    const team = await db().selectFrom("teams").select("name").executeTakeFirst();
    expect(team?.name).toBe("Ünïcode \u202e team \u2028");
    if (which === "sqlite") expect((await stat(keyFile(env().ROLLCALL_DATA_DIR))).mode & 0o777).toBe(0o600);
    await use(source);
    await startStore();
  }, 60_000);

  it("goes into the other database too", async () => {
    if (which === "sqlite") return;
    await writeBackup(file("across"), { passphrase: PASSPHRASE });
    const head = await readHead();
    const dataDir = await mkdtemp(path.join(folder, "sqlite-"));
    await use(parseEnv({ ROLLCALL_LOG_LEVEL: "silent", ROLLCALL_DATA_DIR: dataDir, NODE_ENV: "test" }));
    await restoreBackup(file("across"), asked);
    await startStore();
    expect(await readHead()).toEqual(head);
    expect(await verifyLog()).toMatchObject({ ok: true });
    expect((await verifySealed()).refused).toEqual([]);
    await use(source);
    await startStore();
  }, 60_000);

  it("overwrites no file, and is restored over no store", async () => {
    await writeBackup(file("again"), "none");
    expect(await refusal(writeBackup(file("again"), "none"))).toMatch(/is there already/);
    expect(await refusal(restoreBackup(file("again"), asked))).toMatch(/The store is not empty/);
    expect(await refusal(writeBackup(file("no/such/folder"), "none"))).toMatch(
      /cannot be written \(ENOENT\)/,
    );
    expect(await refusal(writeBackup(file("short"), { passphrase: "short" }))).toMatch(/at least 12/);
  });

  it("holds no keys unless asked: then they have to be there", async () => {
    await writeBackup(file("bare"), "none");
    expect(await refusal(keysInBackup(file("bare"), asked))).toMatch(/holds no keys/);
    const keys = keysText(ringKeys());
    const target = await emptyTarget();
    await use(target);
    if (which === "sqlite") {
      expect(await refusal(restoreBackup(file("bare"), asked))).toMatch(/put the key file at/);
      await placeKeyFile(keyFile(target.ROLLCALL_DATA_DIR), keys);
    }
    await restoreBackup(file("bare"), asked);
    await startStore();
    expect((await verifySealed()).refused).toEqual([]);
    await use(await emptyTarget(newKeyText()));
    expect(await refusal(restoreBackup(file("bare"), asked))).toMatch(/does not fit the store/);
    await use(source);
    await startStore();
    await writeBackup(file("plain"), "plain");
    expect(gunzipSync(await readFile(file("plain"))).toString()).toContain(keys.trim().split("\n")[0]);
  }, 60_000);

  it("takes keys in plain only where asked to, and none that is not under the passphrase that is given", async () => {
    await writeBackup(file("in-plain"), "plain");
    await writeBackup(file("no-keys"), "none");
    const isPassphraseGiven = true;
    expect(await refusal(keysInBackup(file("in-plain"), asked))).toMatch(/anybody can have made it/);
    if (which === "sqlite") {
      await use(await emptyTarget());
      expect(await refusal(restoreBackup(file("in-plain"), asked))).toMatch(/anybody can have made it/);
    }
    await use(await emptyTarget(keysText(await keysInBackup(file("in-plain"), asked, { plainKeys: true }))));
    for (const name of ["in-plain", "no-keys"])
      expect(await refusal(restoreBackup(file(name), asked, { isPassphraseGiven, plainKeys: true }))).toMatch(
        /under no passphrase, and one is given/,
      );
    await restoreBackup(file("no-keys"), asked);
    await use(source);
    await startStore();
  }, 60_000);

  it("is signed with its passphrase too: who has the keys alone cannot change it, mix it, or call it an older one", async () => {
    await writeBackup(file("signed"), { passphrase: PASSPHRASE });
    await writeBackup(file("twin"), { passphrase: PASSPHRASE });
    await writeBackup(file("other"), { passphrase: "some other passphrase" });
    const linesOf = async (name: string) =>
      gunzipSync(await readFile(file(name)))
        .toString()
        .trimEnd()
        .split("\n");
    const [lines, twin, other] = [await linesOf("signed"), await linesOf("twin"), await linesOf("other")];
    const theirs = derivedKey("backup");
    const keysAt = lines.length - 2;
    const older = (line: string) => line.replace("rollcall-backup/2", "rollcall-backup/1");
    const forged: [string, string[], RegExp][] = [
      ["changed", lines.map((line) => line.replace("Ünïcode", "Unicode")), /does not have the keys/],
      ["no MAC", [...lines.slice(0, -1), (lines.at(-1) ?? "").replace(/"mac":"\w+"/, '"mac":""')], /keys/],
      [
        "no MAC at all",
        [...lines.slice(0, -1), (lines.at(-1) ?? "").replace(/,"mac":"\w+"/, "")],
        /damaged|cut off/,
      ],
      ["the keys of a twin", lines.with(keysAt, twin.at(-2) ?? ""), /does not have the keys/],
      ["the rows of another", [...other.slice(0, -2), ...lines.slice(-2)], /damaged|does not have the keys/],
      ["keys twice", lines.toSpliced(keysAt, 0, lines[keysAt] ?? ""), /twice/],
      ["called older", lines.map(older), /made by an older Rollcall/],
    ];
    await use(await emptyTarget(keysText(await keysInBackup(file("signed"), asked))));
    for (const [what, changed, reason] of forged) {
      const isMacKept = what.startsWith("no MAC");
      await writeFile(
        file("bad"),
        isMacKept ? gzipSync(`${changed.join("\n")}\n`) : resigned(changed, theirs),
      );
      expect(await refusal(restoreBackup(file("bad"), asked)), what).toMatch(reason);
    }
    // Without its keys it says nothing of a passphrase any more: who gives one is not taken in.
    await writeFile(file("stripped"), resigned(lines.toSpliced(keysAt, 1), theirs));
    expect(await refusal(restoreBackup(file("stripped"), asked, { isPassphraseGiven: true }))).toMatch(
      /under no passphrase/,
    );
    // A backup of an older Rollcall is taken by who says so, and never by mistake.
    await writeFile(file("older"), resigned(lines.map(older), theirs));
    await restoreBackup(file("older"), asked, { older: true });
    await use(source);
    await startStore();
  }, 60_000);

  it("puts nothing in place of which a part does not verify, unless told to", async () => {
    const row = await db().selectFrom("events").selectAll().where("seq", "=", 5).executeTakeFirstOrThrow();
    const { sealed_secret } = await db().selectFrom("webhooks").selectAll().executeTakeFirstOrThrow();
    await db().updateTable("events").set({ actor: "another" }).where("seq", "=", 5).execute();
    await db().updateTable("webhooks").set({ sealed_secret: "rubbish" }).execute();
    await writeBackup(file("unsound"), { passphrase: PASSPHRASE });
    await db().updateTable("events").set({ actor: row.actor }).where("seq", "=", 5).execute();
    await db().updateTable("webhooks").set({ sealed_secret }).execute();
    const target = await emptyTarget();
    await use(target);
    const said = await refusal(restoreBackup(file("unsound"), asked));
    expect(said).toMatch(
      /nothing was restored: event 5 of the audit log: its actor was changed; webhooks.*w1/,
    );
    expect(await db().introspection.getTables()).toEqual([]);
    if (which === "sqlite") expect(existsSync(keyFile(target.ROLLCALL_DATA_DIR))).toBe(false);
    expect((await restoreBackup(file("unsound"), asked, { withFaults: true })).faults).toHaveLength(2);
    await use(source);
    await startStore();
  }, 60_000);

  it("ends what may have been taken back since, and names the accounts to check", async () => {
    const at = "2026-01-02T03:04:05.678Z";
    const far = "2999-01-02T03:04:05.678Z";
    const ada = await transact((tx) =>
      insertUser(tx, { name: "Ada", email: "ada@example.com", role: "admin", passwordHash: "hash" }),
    );
    const gone = await transact((tx) =>
      insertUser(tx, { name: "Gone", email: "gone@example.com", role: "viewer", passwordHash: "hash" }),
    );
    await db().updateTable("users").set({ disabled_at: at }).where("id", "=", gone).execute();
    const session = await transact((tx) => startSession(tx, ada, { address: "::1", userAgent: "Test" }));
    const link = { kind: "reset" as const, user_id: ada, email: "ada@example.com", role: "admin" as const };
    const dates = { created_by: null, created_at: at, expires_at: far, used_at: null };
    await db()
      .insertInto("links")
      .values({ id: "l1", token_hash: "h", ...link, ...dates })
      .execute();
    const admin = {
      userId: ada,
      name: "Ada",
      email: "",
      role: "admin",
      sessionId: session,
      scope: "all",
    } as const;
    const given = createTokenSchema.parse({ name: "Pipeline", scopes: ["team.read"] });
    const { token } = await createToken(admin, given);
    expect(await findTokenViewer(token, "::1")).not.toBeNull();
    const values = await seal('{"0":"canary"}', { table: "approvals", column: "sealed_values", row: "a1" });
    await db()
      .insertInto("approvals")
      .values({
        ...{ id: "a1", user_id: ada, name: "Rotate", state: "pending", asked_at: at, expires_at: far },
        ...{ decided_at: null, decided_by: null, reason: null, batch_id: null, idempotency_key: "k" },
        ...{ payload_digest: "", size: 1, changes: "[]", asked: "[]", acknowledged: "[]", undo_of: null },
        ...{ undo_of_batch: null, sealed_values: values, offboards: null },
      })
      .execute();
    const mail = { ...{ id: "m1", user_id: ada, state: "pending" as const }, created_at: at, next_at: at };
    await db().insertInto("mails").values(mail).execute();
    for (const state of ["pending", "mailed"] as const)
      await db()
        .insertInto("notices")
        .values({
          ...{ id: state, user_id: ada, event: "token.old", told_key: state, href: "/", what: "Docs", state },
          ...{ created_at: at, due_at: at, mail_id: state === "mailed" ? "m1" : null },
        })
        .execute();
    await db()
      .insertInto("schedules")
      .values({
        ...{ id: "s1", user_id: ada, kind: "batch", name: "Rotate", state: "scheduled", due_at: far },
        ...{ local_date: "2999-01-02", local_time: "03:04", zone: "UTC", created_at: at, changed_at: at },
        ...{
          reason: null,
          held: null,
          late_ms: null,
          approval_id: null,
          batch_id: null,
          ends_change_id: null,
        },
        ...{
          idempotency_key: "s",
          payload_digest: "",
          size: 1,
          changes: "[]",
          asked: "[]",
          acknowledged: "[]",
        },
        ...{ undo_of: null, undo_of_batch: null, sealed_values: null, offboards: null },
      })
      .execute();
    const review = { id: "r1", name: "Quarterly", scope: "{}", undecided: "open", repeats: 0 } as const;
    await db()
      .insertInto("reviews")
      .values({
        ...{ ...review, state: "closing", due_at: far, created_by: ada, created_at: at, frozen_at: at },
        ...{ closed_at: null, closed_by: null, batch_id: null, approval_id: "a1", previous_id: null },
      })
      .execute();
    await db()
      .insertInto("calendars")
      .values({ user_id: ada, token_digest: "digest", with_names: 1, created_at: at })
      .execute();
    await writeBackup(file("waiting"), { passphrase: PASSPHRASE });
    await use(await emptyTarget());
    const restored = await restoreBackup(file("waiting"), asked);
    expect(restored.ended).toEqual({ sessions: 1, links: 1, approvals: 1, tokens: 1 });
    expect(restored.heldSchedules).toBe(1);
    expect(restored.accounts).toEqual([{ name: "Ada", email: "ada@example.com", role: "admin" }]);
    await startStore();
    expect(await findViewer(session)).toBeNull();
    expect(await findTokenViewer(token, "::1")).toBeNull();
    const approval = await db().selectFrom("approvals").selectAll().executeTakeFirstOrThrow();
    expect(approval).toMatchObject({ state: "expired", sealed_values: null });
    expect(await db().selectFrom("mails").select("state").execute()).toEqual([{ state: "dropped" }]);
    const notices = await db().selectFrom("notices").select(["state", "what"]).execute();
    expect(notices).toEqual(Array.from({ length: 2 }, () => ({ state: "dropped", what: null })));
    const scheduled = await db().selectFrom("schedules").selectAll().executeTakeFirstOrThrow();
    expect(scheduled).toMatchObject({ state: "held", reason: "It was restored from a backup" });
    const open = await db().selectFrom("reviews").select(["state", "approval_id"]).execute();
    expect(open).toEqual([{ state: "open", approval_id: null }]);
    expect(await db().selectFrom("calendars").selectAll().execute()).toEqual([]);
    const kept = await db().selectFrom("links").select("used_at").executeTakeFirstOrThrow();
    expect(kept.used_at).not.toBeNull();
    await use(source);
    await startStore();
  }, 60_000);

  it("is refused damaged, cut, forged, newer and under another passphrase, and nothing of it stays", async () => {
    await writeBackup(file("good"), { passphrase: PASSPHRASE });
    const packed = await readFile(file("good"));
    const lines = gunzipSync(packed).toString().trimEnd().split("\n");
    const [header = "", ...rest] = lines;
    const other = (changed: string[]) => gzipSync(`${changed.join("\n")}\n`);
    const newer = JSON.parse(header) as { migrations: string[]; type: string };
    const bad: [string, Buffer, RegExp][] = [
      ["cut", packed.subarray(0, packed.length - 40), /whole gzip file/],
      ["no end", other(lines.slice(0, -1)), /is cut off/],
      [
        "a changed row",
        other(lines.map((line) => line.replace("Ünïcode", "Unicode"))),
        /is damaged: its digest/,
      ],
      ["a row less", other(lines.toSpliced(5, 1)), /damaged/],
      ["rubbish", gzipSync("rubbish\n"), /not JSON/],
      ["not gzip", Buffer.from("rubbish"), /whole gzip file/],
      [
        "another format",
        other([JSON.stringify({ ...newer, type: "x/9" }), ...rest]),
        /has the format "x\/9"/,
      ],
      [
        "newer",
        other([JSON.stringify({ ...newer, migrations: [...newer.migrations, "9999-later"] }), ...rest]),
        /made by a newer Rollcall \(it has "9999-later"\)/,
      ],
      ["forged", forge(lines), /changed by somebody who does not have the keys/],
    ];
    const target = await emptyTarget();
    await use(target);
    for (const [what, bytes, reason] of bad) {
      await writeFile(file("bad"), bytes);
      expect(await refusal(restoreBackup(file("bad"), asked)), what).toMatch(reason);
    }
    expect(await refusal(restoreBackup(file("good"), async () => "another passphrase"))).toMatch(
      /passphrase is not/,
    );
    expect(await refusal(keysInBackup(file("good"), async () => "another passphrase"))).toMatch(
      /passphrase is not/,
    );
    await restoreBackup(file("good"), asked);
    await use(source);
    await startStore();
  }, 60_000);
});

/** Signed anew by somebody who has the key ring's part of it and no passphrase. */
function resigned(lines: string[], key: Uint8Array): Buffer {
  const { createHash, createHmac } = process.getBuiltinModule("node:crypto");
  const { end } = JSON.parse(lines.at(-1) ?? "") as { end: object };
  const before = `${lines.slice(0, -1).join("\n")}\n`;
  const sha256 = createHash("sha256").update(before).digest("hex");
  const mac = createHmac("sha256", key).update(sha256).digest("hex");
  return gzipSync(`${before}${JSON.stringify({ end: { ...end, sha256, mac } })}\n`);
}

/** An e-mail changed by somebody who can count digests and has no keys. */
function forge(lines: string[]): Buffer {
  const { createHash } = process.getBuiltinModule("node:crypto");
  const changed = lines.slice(0, -1).map((line) => line.replace("Ünïcode", "Unicode"));
  const { end } = JSON.parse(lines.at(-1) ?? "") as { end: { sha256: string } };
  const sha256 = createHash("sha256")
    .update(`${changed.join("\n")}\n`)
    .digest("hex");
  expect(sha256).not.toBe(end.sha256);
  return gzipSync(`${changed.join("\n")}\n${JSON.stringify({ end: { ...end, sha256 } })}\n`);
}
