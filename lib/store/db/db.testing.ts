import { randomUUID } from "node:crypto";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, inject } from "vitest";
import { env, parseEnv, replaceEnv } from "#lib/core/env.ts";
import { forgetAllPerProcess } from "#lib/core/per-process.ts";
import { startStore, stopStore } from "#lib/jobs/start-store.ts";
import { stopSync } from "#lib/jobs/sync.ts";
import { newKeyText } from "#lib/store/crypto/keys.ts";
import { type DialectName, storeFile } from "./connection.ts";
import type { TestTemplates } from "./global.testing.ts";

type Settings = Record<string, string>;

const BASE: Settings = { NODE_ENV: "test", ROLLCALL_LOG_LEVEL: "silent" };

/** Changes settings of this test file, given as the environment would give them: `setTestEnv({ GITBOOK_API_URL: url })`. */
export function setTestEnv(settings: Settings): void {
  const text = Object.entries(env())
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]);
  replaceEnv(parseEnv({ ...Object.fromEntries(text), ...settings }));
}

/** The next store is another process's: nothing of this one goes on in the background, and nothing that was kept counts. */
async function endProcess(): Promise<void> {
  await stopSync(Promise.resolve());
  await stopStore();
  forgetAllPerProcess();
}

/** In a describe or at a file's top: an empty SQLite store with a key ring of its own, wired into `db()` and `env()`. */
export function useTestStore(settings: Settings = {}): void {
  let folder: string | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "rollcall-test-"));
    await copyFile(await templateOf("sqlite"), storeFile(folder));
    replaceEnv(parseEnv({ ...BASE, ROLLCALL_DATA_DIR: folder, ...settings }));
    await startStore();
  });
  afterAll(async () => {
    await endProcess();
    if (folder) await rm(folder, { recursive: true, force: true });
  });
}

/** The same with an empty Postgres database, made for this describe and dropped after it. */
export function usePostgresStore(settings: Settings): void {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  let folder: string | undefined;
  let url = (_database: string): string => "";
  beforeAll(async () => {
    const shared = await templateOf("postgres");
    url = (database) => shared.url.replace("DATABASE", database);
    // Copied as files: with the caches that a new database's first connection would have to make.
    await statement(
      url("postgres"),
      `create database ${name} template ${shared.template} strategy file_copy`,
    );
    folder = await mkdtemp(path.join(tmpdir(), "rollcall-test-"));
    replaceEnv(
      parseEnv({
        ...BASE,
        ROLLCALL_DATA_DIR: folder,
        DATABASE_URL: url(name),
        ROLLCALL_KEYS: newKeyText(),
        ...settings,
      }),
    );
    await startStore();
  }, 120_000);
  afterAll(async () => {
    await endProcess();
    await statement(url("postgres"), `drop database if exists ${name} with (force)`);
    if (folder) await rm(folder, { recursive: true, force: true });
  });
}

/** An empty store that went through all migrations: made once a run, for those are most of what a store costs. */
async function templateOf<K extends keyof TestTemplates>(kind: K): Promise<TestTemplates[K]> {
  const answer = await fetch(`${inject("testTemplatesAddress")}/${kind}`);
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as TestTemplates[K];
}

async function statement(connectionString: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

/** The same tests on SQLite and on a real Postgres, each with an empty store. */
export function describeEachStore(
  name: string,
  fn: (dialect: DialectName) => void,
  settings: Settings = {},
): void {
  describe(`${name} (SQLite)`, () => {
    useTestStore(settings);
    fn("sqlite");
  });
  // `npm run verify` is quick: what differs between the two is seldom broken, and `npm test` runs both.
  if (process.env.ROLLCALL_UNIT_TESTS === "quick") return;
  describe(`${name} (Postgres)`, () => {
    usePostgresStore(settings);
    fn("postgres");
  });
}
