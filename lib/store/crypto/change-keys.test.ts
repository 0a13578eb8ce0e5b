import type { ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { env, parseEnv, replaceEnv } from "#lib/core/env.ts";
import { startJobs } from "#lib/jobs/jobs.ts";
import { stopJobs } from "#lib/jobs/loop.ts";
import { startStore, stopStore } from "#lib/jobs/start-store.ts";
import { verifyLog } from "#lib/store/audit/verify.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { runInProcess } from "#lib/store/db/process.testing.ts";
import { addKey, countSealed, KeysAreGiven, retireKey, rotateKeys } from "./change-keys.ts";
import { keyFile, replaceKeyFile } from "./key-file.ts";
import { derivedKey, forgetKeyRing, keyIds, seal, sealingKeyId, unseal } from "./key-ring.ts";
import { newKeyText } from "./keys.ts";
import { insertWebhook } from "./sealed.testing.ts";
import { rotateSessionSecret } from "./session-secret.ts";
import { verifySealed } from "./verify-keys.ts";

const ROWS = 12;
const binding = (row: string) => ({ table: "webhooks", column: "sealed_secret", row });
const hex = (label: "session" | "audit") => Buffer.from(derivedKey(label)).toString("hex");
const actions = async () =>
  (await db().selectFrom("events").select("action").orderBy("seq").execute()).map((event) => event.action);

/** Rotates in a process of its own, and says so after each row. */
const ROTATE = `
  const { startStore, stopStore } = await import("#lib/jobs/start-store.ts");
  const { rotateKeys } = await import("#lib/store/crypto/change-keys.ts");
  const { writeSync } = await import("node:fs");
  await startStore();
  const { how, key } = await rotateKeys(undefined, (count) => void writeSync(1, "row " + count + "\\n"));
  writeSync(1, how + " " + key + "\\n");
  await stopStore();`;

describe("changing the keys of a key file", () => {
  let folder = "";
  const children: ChildProcess[] = [];
  const rotateElsewhere = () => {
    const started = runInProcess(ROTATE, { ROLLCALL_DATA_DIR: folder });
    children.push(started.child);
    return started;
  };
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "rollcall-rotate-"));
    replaceEnv(parseEnv({ ROLLCALL_LOG_LEVEL: "silent", ROLLCALL_DATA_DIR: folder }));
    await startStore();
    for (let row = 0; row < ROWS; row++) await insertWebhook(`w${row}`, `secret ${row}`);
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    await stopJobs();
    await stopStore();
    forgetKeyRing();
    await rm(folder, { recursive: true, force: true });
  });

  it("rotates, retires what nothing needs, and leaves derived secrets as they were", async () => {
    const [old = ""] = keyIds();
    const secrets = [hex("session"), hex("audit")];
    await expect(retireKey(old)).rejects.toThrow(/stays: it seals/);
    const { key, how, resealed, refused } = await rotateKeys();
    expect({ how, resealed, refused }).toEqual({ how: "made", resealed: ROWS + 1, refused: 0 });
    expect(keyIds()).toEqual([key, old]);
    expect(await countSealed()).toEqual(new Map([[key, ROWS + 1]]));
    await retireKey(old);
    expect(await readFile(keyFile(folder), "utf8")).not.toContain(`${old}:`);
    await stopStore();
    forgetKeyRing();
    await startStore();
    expect(await verifySealed()).toEqual({ opened: ROWS + 1, refused: [] });
    expect([hex("session"), hex("audit")]).toEqual(secrets);
    const said = await actions();
    expect(said.filter((action) => action === "keys.reseal")).toHaveLength(ROWS + 1);
    expect(said.filter((action) => action !== "keys.reseal")).toEqual(["keys.rotate", "keys.retire"]);
    expect(await verifyLog()).toMatchObject({ ok: true });
  });

  it("does not retire a key that a sealed text or a running server needs", async () => {
    const [old = ""] = keyIds();
    await startJobs("keys");
    const { key } = await rotateKeys();
    await expect(retireKey(old)).rejects.toThrow(/the server .* still seals with it/);
    await stopJobs();
    const added = await addKey();
    await rotateKeys(added);
    await db().updateTable("webhooks").set({ sealed_secret: "not sealed" }).where("id", "=", "w1").execute();
    await retireKey(old);
    await retireKey(key);
    await expect(retireKey("nothing")).rejects.toThrow(/no key "nothing"/);
    expect(keyIds()).toEqual([added]);
    expect((await verifySealed()).refused).toEqual([expect.objectContaining({ row: "w1" })]);
  });

  it("is taken up by a process that goes on sealing, without a restart", async () => {
    const { lines, ended } = rotateElsewhere();
    for await (const _ of lines);
    expect(await ended).toBe(0);
    const file = await readFile(keyFile(folder), "utf8");
    const [fresh = "", old = ""] = file.split("\n").map((line) => line.split(":")[0] ?? "");
    const sealed = await seal("later", binding("later"));
    expect(sealingKeyId()).toBe(fresh);
    expect(await unseal(sealed, binding("later"))).toBe("later");
    await replaceKeyFile(keyFile(folder), "rubbish");
    await seal("later still", binding("later"));
    expect(keyIds()).toEqual([fresh, old]);
  });

  it("goes on after kill -9 between two rows, with the same key and one event a row", async () => {
    const { child, lines, ended } = rotateElsewhere();
    for await (const line of lines) if (line === "row 3") child.kill("SIGKILL");
    expect(await ended).toBe("SIGKILL");
    const halfWay = await countSealed();
    expect(halfWay.size).toBe(2);
    expect((await verifySealed()).refused).toEqual([]);
    const { how, key, refused } = await rotateKeys();
    expect({ how, refused }).toEqual({ how: "went on", refused: 0 });
    expect(await countSealed()).toEqual(new Map([[key, ROWS + 1]]));
    expect((await actions()).filter((action) => action === "keys.reseal")).toHaveLength(ROWS + 1);
    expect(keyIds()).toHaveLength(2);
  }, 20_000);

  it("twice at once is once", async () => {
    const ends = await Promise.all([rotateKeys(), rotateKeys(), rotateKeys()]);
    expect(ends.map(({ how }) => how).sort()).toEqual(["joined", "joined", "made"]);
    expect(new Set(ends.map(({ key }) => key)).size).toBe(1);
    expect(keyIds()).toHaveLength(2);
    expect(await countSealed()).toEqual(new Map([[sealingKeyId(), ROWS + 1]]));
    expect((await actions()).filter((action) => action === "keys.reseal")).toHaveLength(ROWS + 1);
  });
});

describeEachStore("keys and the sessions' secret", (which) => {
  it(which === "sqlite" ? "are kept in the file" : "are said, where the environment gives them", async () => {
    if (which === "sqlite") return expect(await addKey()).toMatch(/^k\d{8}/);
    const given = env().ROLLCALL_KEYS ?? "";
    const refusal = await rotateKeys().catch((error: unknown) => error);
    if (!(refusal instanceof KeysAreGiven)) throw refusal;
    expect(refusal.value).toMatch(/^k\d{8}-2:[^,]+,k\d{8}:/);
    expect(refusal.value.endsWith(given)).toBe(true);
    expect(refusal.message).not.toContain(given);
    await expect(addKey()).rejects.toBeInstanceOf(KeysAreGiven);
    await expect(retireKey(given.split(":")[0] ?? "")).rejects.toThrow(/it seals/);
  });

  it("rotates the sessions' secret alone, ends all sessions, and keeps it over a restart and a rotation", async () => {
    const at = new Date().toISOString();
    await db()
      .insertInto("users")
      .values({
        id: "u1",
        email: "ana@example.com",
        email_key: "ana@example.com",
        name: "Ana",
        password_hash: null,
        role: "admin",
        disabled_at: null,
        created_at: at,
        updated_at: at,
      })
      .execute();
    await db()
      .insertInto("sessions")
      .values({
        id: "s1",
        user_id: "u1",
        created_at: at,
        last_seen_at: at,
        expires_at: "2999-01-01T00:00:00.000Z",
        ended_at: null,
        user_agent: "",
        address: "",
      } as never)
      .execute();
    const before = [hex("session"), hex("audit")];
    expect(await rotateSessionSecret()).toBe(1);
    const after = [hex("session"), hex("audit")];
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).toBe(before[1]);
    const [session] = await db().selectFrom("sessions").select("ended_at").execute();
    expect(session?.ended_at).toBeTruthy();
    await stopStore();
    forgetKeyRing();
    if (which === "postgres")
      replaceEnv({ ...env(), ROLLCALL_KEYS: `${newKeyText().replace("k", "n")},${env().ROLLCALL_KEYS}` });
    await startStore();
    if (which === "sqlite") await rotateKeys();
    expect([hex("session"), hex("audit")]).toEqual(after);
    expect((await countSealed()).size).toBe(1);
    expect(await rotateSessionSecret()).toBe(0);
    expect(hex("session")).not.toBe(after[0]);
  });
});
