import { existsSync, statSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseEnv, replaceEnv } from "#lib/core/env.ts";
import { tokenBinding } from "#lib/directory/connections/token.ts";
import { startStore, stopStore } from "#lib/jobs/start-store.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { assertRecordedToken } from "#lib/store/audit/sealed-token.ts";
import { verifyLog } from "#lib/store/audit/verify.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { insertTestConnection } from "#lib/store/db/rows.testing.ts";
import { keyFile, makeKeyFile } from "./key-file.ts";
import {
  derivedKey,
  forgetKeyRing,
  isSealedWithOlderKey,
  keyIdOf,
  SealError,
  seal,
  sealedDigest,
  unseal,
} from "./key-ring.ts";
import { KeyRingError, newKeyText } from "./keys.ts";

const key = (id: string): string => newKeyText().replace(/^[^:]+/, id);
const session = (): string => Buffer.from(derivedKey("session")).toString("hex");

describe("starting the key ring", () => {
  let folder = "";

  const start = async (keys?: string) => {
    await stopStore();
    forgetKeyRing();
    replaceEnv(
      parseEnv({
        ROLLCALL_LOG_LEVEL: "silent",
        ROLLCALL_DATA_DIR: folder,
        ...(keys ? { ROLLCALL_KEYS: keys } : {}),
      }),
    );
    await startStore();
  };
  /** Without its key ring, as somebody opens it who has none. */
  const openStore = async () => {
    await stopStore();
    forgetKeyRing();
    await db().selectFrom("meta").selectAll().execute();
  };
  const refusal = async (keys?: string): Promise<string> => {
    try {
      await start(keys);
    } catch (error) {
      if (error instanceof KeyRingError) return error.message;
      throw error;
    }
    return "started";
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "rollcall-keys-"));
  });
  afterEach(async () => {
    await stopStore();
    forgetKeyRing();
    await rm(folder, { recursive: true, force: true });
  });

  it("makes a key file for its owner alone, once", async () => {
    await start();
    const first = await readFile(keyFile(folder), "utf8");
    const secret = session();
    expect(statSync(keyFile(folder)).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(folder, "rollcall.db")).mode & 0o777).toBe(0o600);
    await start();
    expect(await readFile(keyFile(folder), "utf8")).toBe(first);
    expect(session()).toBe(secret);
  });

  it("takes others' rights off a key file", async () => {
    await start();
    await chmod(keyFile(folder), 0o644);
    await start();
    expect((await stat(keyFile(folder))).mode & 0o777).toBe(0o600);
  });

  it("gives one file to many that make it at once", async () => {
    const texts = await Promise.all(Array.from({ length: 10 }, () => makeKeyFile(keyFile(folder))));
    expect(new Set(texts).size).toBe(1);
  });

  it("refuses a store whose key file is gone, and makes no other", async () => {
    await start();
    await rm(keyFile(folder));
    expect(await refusal()).toMatch(/keys is missing/);
    expect(existsSync(keyFile(folder))).toBe(false);
  });

  it("refuses another ring, a ring that lost a key, and an unreadable one, and overwrites nothing", async () => {
    await start(key("a"));
    const before = await db().selectFrom("meta").selectAll().execute();
    expect(await refusal(key("b"))).toMatch(/does not fit the store: it has no key "a"/);
    expect(await refusal(key("a"))).toMatch(/does not fit the store/);
    expect(await refusal("a:AAAA")).toMatch(/"a" has 3 bytes/);
    await writeFile(keyFile(folder), "rubbish");
    expect(await refusal()).toMatch(/id:base64/);
    expect(await readFile(keyFile(folder), "utf8")).toBe("rubbish");
    expect(await db().selectFrom("meta").selectAll().execute()).toEqual(before);
  });

  it("refuses a check row that was changed", async () => {
    const keys = key("a");
    await start(keys);
    const { value } = await db().selectFrom("meta").select("value").executeTakeFirstOrThrow();
    const jwe = JSON.parse(value) as { tag: string };
    const tag = Buffer.from(jwe.tag, "base64url");
    tag[0] = (tag[0] ?? 0) ^ 1;
    const changed = JSON.stringify({ ...jwe, tag: tag.toString("base64url") });
    await db().updateTable("meta").set({ value: changed }).execute();
    expect(await refusal(keys)).toMatch(/check row does not open/);
  });

  it("refuses a store in use whose check row is missing, and makes no other", async () => {
    const takeRowAway = () => db().deleteFrom("meta").where("key", "=", "key-ring.root").execute();
    const words = /check row of the key ring \("key-ring.root" in the table meta\) is missing/;
    await start();
    const file = await readFile(keyFile(folder), "utf8");
    await insertTestConnection("c1", {
      sealed_token: await seal("x", { table: "t", column: "c", row: "1" }),
    });
    await takeRowAway();
    expect(await refusal()).toMatch(words);
    // Nor where what was sealed went too, and the audit log alone is left to be begun anew.
    await rm(keyFile(folder));
    expect(await refusal()).toMatch(words);
    expect(existsSync(keyFile(folder))).toBe(false);
    await writeFile(keyFile(folder), file);
    expect(await refusal()).toMatch(words);
    await openStore();
    await db().deleteFrom("connections").execute();
    await start();
    await transact((tx) => appendEvent(tx, { action: "a.b", actor: "system", outcome: "done" }));
    await takeRowAway();
    expect(await refusal()).toMatch(words);
  });

  it("moves tokens to a new key in front; then the old one can go, and derived secrets stay", async () => {
    const [old, fresh] = [key("old"), key("new")];
    await start(old);
    const secret = session();
    const place = { id: "c1", vendor: "gitbook" as const, target_id: "org" };
    const sealed = await seal("the-token", tokenBinding(place));
    await insertTestConnection("c1", { target_id: "org", sealed_token: sealed });
    await insertTestConnection("c3", {
      target_id: "org",
      sealed_token: await seal("x", { ...tokenBinding(place), row: "c3" }),
    });
    await transact((tx) =>
      appendEvent(tx, {
        action: "connection.create",
        actor: "system",
        outcome: "done",
        connectionId: "c1",
        facts: { sealedToken: sealedDigest(sealed) },
      }),
    );
    await insertTestConnection("c2", { sealed_token: "not sealed at all" });

    await start(`${fresh},${old}`);
    await start(fresh);
    const row = await db()
      .selectFrom("connections")
      .select("sealed_token")
      .where("id", "=", "c1")
      .executeTakeFirstOrThrow();
    expect(row.sealed_token).not.toBe(sealed);
    expect(isSealedWithOlderKey(row.sealed_token)).toBe(false);
    expect(await unseal(row.sealed_token, tokenBinding(place))).toBe("the-token");
    expect(session()).toBe(secret);

    await assertRecordedToken("c1", row.sealed_token);
    await expect(assertRecordedToken("c1", sealed)).rejects.toBeInstanceOf(SealError);
    expect(await verifyLog()).toMatchObject({ ok: true, events: 3 });
    // What the log never recorded might be an older copy that somebody put back: it is not made to look new.
    const unrecorded = await db()
      .selectFrom("connections")
      .select("sealed_token")
      .where("id", "=", "c3")
      .executeTakeFirstOrThrow();
    expect(keyIdOf(unrecorded.sealed_token)).toBe("old");
  });
});
