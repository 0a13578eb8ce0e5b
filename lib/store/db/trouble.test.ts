import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseEnv, replaceEnv } from "#lib/core/env.ts";
import { startStore, stopStore } from "#lib/jobs/start-store.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { forgetKeyRing } from "#lib/store/crypto/key-ring.ts";
import { newKeyText } from "#lib/store/crypto/keys.ts";
import { db, storeFile, transact } from "./connection.ts";
import { StoreError, storeErrorFrom } from "./errors.ts";

const lineOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof StoreError) return error.message;
    throw error;
  }
  return "worked";
};
const append = () => transact((tx) => appendEvent(tx, { action: "a.b", actor: "system", outcome: "done" }));

describe("a store in trouble says so in one line", () => {
  let folder = "";
  const use = (settings: Record<string, string> = {}) =>
    replaceEnv(parseEnv({ ROLLCALL_LOG_LEVEL: "silent", ROLLCALL_DATA_DIR: folder, ...settings }));

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "rollcall-trouble-"));
    use();
  });
  afterEach(async () => {
    await stopStore();
    forgetKeyRing();
    await rm(folder, { recursive: true, force: true });
  });

  it("locked by another program: reads and all other work go on meanwhile, and writes of many fail together", async () => {
    await startStore();
    const other = new DatabaseSync(storeFile(folder));
    other.exec("begin immediate");
    let isOver = false;
    const startedAt = performance.now();
    const ends = Promise.all([append(), append(), append()].map(lineOf)).finally(() => {
      isOver = true;
    });
    let longestMs = 0;
    let reads = 0;
    while (!isOver) {
      const askedAt = performance.now();
      await db().selectFrom("audit_head").select("seq").executeTakeFirstOrThrow();
      await new Promise((resolve) => setImmediate(resolve));
      longestMs = Math.max(longestMs, performance.now() - askedAt);
      reads += 1;
    }
    for (const line of await ends) expect(line).toMatch(/^The store is locked/);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(reads).toBeGreaterThan(100);
    expect(longestMs).toBeLessThan(1_000);
    other.exec("rollback");
    other.close();
    expect(await lineOf(append())).toBe("worked");
  }, 20_000);

  it("locked for a moment: the write waits and is done", async () => {
    await startStore();
    const other = new DatabaseSync(storeFile(folder));
    other.exec("begin immediate");
    const unlock = setTimeout(() => other.exec("rollback"), 300);
    expect(await lineOf(append())).toBe("worked");
    clearTimeout(unlock);
    other.close();
  });

  it("read-only", async () => {
    await startStore();
    await sql`pragma query_only = on`.execute(db());
    expect(await lineOf(append())).toMatch(/^The store is read-only/);
  });

  it("full", async () => {
    await startStore();
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db());
    await sql`pragma max_page_count = ${sql.raw(String(rows[0]?.page_count))}`.execute(db());
    const flood = async () => {
      for (let index = 0; index < 200; index++) await append();
    };
    expect(await lineOf(flood())).toMatch(/^The store is full/);
  });

  it("not a database", async () => {
    await writeFile(storeFile(folder), "this is not a database, whatever its name says ".repeat(100));
    expect(await lineOf(startStore())).toMatch(/^The store is damaged/);
    expect(await readFile(storeFile(folder), "utf8")).toMatch(/^this is not a database/);
  });

  it("damaged inside", async () => {
    await startStore();
    await stopStore();
    const bytes = await readFile(storeFile(folder));
    bytes.fill(0x5a, 100, 40_000);
    await writeFile(storeFile(folder), bytes);
    expect(await lineOf(startStore())).toMatch(/^The store is damaged/);
    expect((await readFile(storeFile(folder))).equals(bytes)).toBe(true);
  });

  it("in a place that cannot be", async () => {
    await mkdir(storeFile(folder), { recursive: true });
    expect(await lineOf(startStore())).toMatch(/^The store cannot be opened/);
    expect(existsSync(path.join(folder, "keys"))).toBe(false);
  });

  it("on a Postgres that does not answer", async () => {
    use({ DATABASE_URL: "postgres://nobody:hunter22@127.0.0.1:1/rollcall", ROLLCALL_KEYS: newKeyText() });
    const line = await lineOf(startStore());
    expect(line).toMatch(/^Postgres cannot be reached/);
    expect(line).not.toContain("hunter22");
  });

  it.each([
    ["53100", /full/],
    ["25006", /read-only/],
    ["28P01", /refused the user name or password/],
    ["3D000", /no database of the name/],
    ["57P01", /cannot be reached/],
    ["55P03", /locked/],
    ["XX001", /damaged/],
  ])("on Postgres with its error %s", (code, line) => {
    const mapped = storeErrorFrom(Object.assign(new Error("driver's words"), { code }));
    expect(mapped).toBeInstanceOf(StoreError);
    expect((mapped as StoreError).message).toMatch(line);
  });

  it("and leaves every other error as it is", () => {
    for (const error of [
      Object.assign(new Error(), { code: "23505" }),
      Object.assign(new Error(), { errcode: 2067 }),
      7,
    ])
      expect(storeErrorFrom(error)).toBe(error);
  });
});
