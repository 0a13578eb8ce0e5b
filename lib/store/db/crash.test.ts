// @slow: kills processes.
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseEnv, replaceEnv } from "#lib/core/env.ts";
import { startStore, stopStore } from "#lib/jobs/start-store.ts";
import { verifyLog } from "#lib/store/audit/verify.ts";
import { forgetKeyRing } from "#lib/store/crypto/key-ring.ts";
import { db, storeFile } from "./connection.ts";
import { runInProcess } from "./process.testing.ts";

const ACKNOWLEDGE = `
  const { startStore } = await import("#lib/jobs/start-store.ts");
  const { transact } = await import("#lib/store/db/connection.ts");
  const { appendEvent } = await import("#lib/store/audit/append.ts");
  const { writeSync } = await import("node:fs");
  await startStore();
  for (;;) {
    const { seq } = await transact((tx) => appendEvent(tx, { action: "test.row", actor: "system", outcome: "done" }));
    writeSync(1, seq + "\\n");
  }`;

const APPEND_SOME = `
  const { startStore, stopStore } = await import("#lib/jobs/start-store.ts");
  const { transact } = await import("#lib/store/db/connection.ts");
  const { appendEvent } = await import("#lib/store/audit/append.ts");
  await startStore();
  for (let i = 0; i < 40; i++)
    await transact((tx) => appendEvent(tx, { action: "test.row", actor: "system", outcome: "done" }));
  await stopStore();`;

describe("a SQLite store whose processes come and go", () => {
  let folder = "";
  const children: ChildProcess[] = [];
  const run = (source: string) => {
    const started = runInProcess(source, { ROLLCALL_DATA_DIR: folder });
    children.push(started.child);
    return started;
  };
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "rollcall-crash-"));
    replaceEnv(parseEnv({ ROLLCALL_LOG_LEVEL: "silent", ROLLCALL_DATA_DIR: folder }));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    await stopStore();
    forgetKeyRing();
    await rm(folder, { recursive: true, force: true });
  });

  it("loses nothing that was acknowledged before kill -9", async () => {
    let acknowledged = 0;
    for (const rows of [1, 20, 60]) {
      const { child, lines, ended } = run(ACKNOWLEDGE);
      let seen = 0;
      for await (const line of lines) {
        acknowledged = Number(line);
        if (++seen >= rows) child.kill("SIGKILL");
      }
      expect(await ended).toBe("SIGKILL");
    }
    await startStore();
    const verdict = await verifyLog();
    expect(verdict).toMatchObject({ ok: true });
    expect(verdict.ok && verdict.events).toBeGreaterThanOrEqual(acknowledged);
    const check = new DatabaseSync(storeFile(folder), { readOnly: true });
    expect(check.prepare("pragma integrity_check").get()).toEqual({ integrity_check: "ok" });
    check.close();
  });

  it("takes writes of several processes at once, from their first start on", async () => {
    const processes = Array.from({ length: 3 }, () => run(APPEND_SOME));
    expect(await Promise.all(processes.map(({ ended }) => ended))).toEqual([0, 0, 0]);
    await startStore();
    expect(await verifyLog()).toMatchObject({ ok: true, events: 120 });
    expect(await db().selectFrom("meta").selectAll().execute()).toHaveLength(1);
  });
});
