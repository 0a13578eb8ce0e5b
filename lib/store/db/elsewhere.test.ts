// @slow: starts a process for each language and time zone.
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseEnv, replaceEnv } from "#lib/core/env.ts";
import { startStore, stopStore } from "#lib/jobs/start-store.ts";
import { verifyLog } from "#lib/store/audit/verify.ts";
import { forgetKeyRing } from "#lib/store/crypto/key-ring.ts";
import { db } from "./connection.ts";
import { runInProcess } from "./process.testing.ts";
import { textKey } from "./text-key.ts";

const NAMES = ["Zoë", "Ärla", "åsa", "Иван", "Łukasz", "ana", "Éva"];

const WRITE = `
  const { startStore, stopStore } = await import("#lib/jobs/start-store.ts");
  const { transact } = await import("#lib/store/db/connection.ts");
  const { appendEvent } = await import("#lib/store/audit/append.ts");
  const { textKey } = await import("#lib/store/db/text-key.ts");
  const { nowIso } = await import("#lib/core/ids.ts");
  const names = JSON.parse(process.env.NAMES);
  await startStore();
  await transact((tx) => appendEvent(tx, { action: "test.row", actor: "system", outcome: "done", facts: { names } }));
  await stopStore();
  console.log(JSON.stringify({ at: nowIso(), keys: names.map((name) => textKey(name)) }));`;

/** Dies inside the transaction of the second migration. */
const DIE = `
  const { migrate } = await import("#lib/store/db/migrate.ts");
  const { db, dialect } = await import("#lib/store/db/connection.ts");
  const { MIGRATIONS } = await import("#lib/store/db/migrations/all.ts");
  await migrate(db(), dialect(), {
    ...MIGRATIONS,
    "9000-good": async (tx) => void (await tx.schema.createTable("good").addColumn("id", "text").execute()),
    "9001-killed": async (tx) => {
      await tx.schema.createTable("half").addColumn("id", "text").execute();
      process.kill(process.pid, "SIGKILL");
      await new Promise(() => setTimeout(() => {}, 60_000));
    },
  });`;

describe("a store under other skies", () => {
  let folder = "";
  const children: ChildProcess[] = [];
  const run = (source: string, settings: Record<string, string> = {}) => {
    const started = runInProcess(source, { ROLLCALL_DATA_DIR: folder, ...settings });
    children.push(started.child);
    return started;
  };
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "rollcall-elsewhere-"));
    replaceEnv(parseEnv({ ROLLCALL_LOG_LEVEL: "silent", ROLLCALL_DATA_DIR: folder }));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    await stopStore();
    forgetKeyRing();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    { LANG: "C", LC_ALL: "C", TZ: "Pacific/Kiritimati" },
    { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", TZ: "America/St_Johns" },
  ])("writes the same under $LANG and $TZ", async (sky) => {
    const { lines, ended } = run(WRITE, { ...sky, NAMES: JSON.stringify(NAMES) });
    let said = "";
    for await (const line of lines) said = line;
    expect(await ended).toBe(0);
    const { at, keys } = JSON.parse(said) as { at: string; keys: string[] };
    expect(keys).toEqual(NAMES.map((name) => textKey(name)));
    expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(60_000);
    await startStore();
    expect(await verifyLog()).toMatchObject({ ok: true, events: 1 });
  });

  it("is as it was when a migration is killed half-way", async () => {
    await startStore();
    await stopStore();
    const { ended } = run(DIE);
    expect(await ended).toBe("SIGKILL");
    await startStore();
    const names = (await db().introspection.getTables()).map((table) => table.name);
    expect(names).toContain("events");
    expect(names.filter((name) => name === "good" || name === "half")).toEqual([]);
  });
});
