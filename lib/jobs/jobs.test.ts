import { expect, it } from "vitest";
import { appendEvent } from "#lib/store/audit/append.ts";
import { startCollector } from "#lib/store/audit/streams/collector.testing.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";
import { startJobs } from "./jobs.ts";
import { stopJobs } from "./loop.ts";

const startUpkeep = () => startJobs("audit-streams", "checkpoints", "repeats", "retention");

const append = () =>
  transact((tx) => appendEvent(tx, { action: "team.rename", actor: "system", outcome: "done" }));

describeEachStore("what runs beside the pages", () => {
  it("sends the log as it grows, signs it, stops in time, and goes on where it stood", async () => {
    const collector = await startCollector();
    setTestEnv({ ROLLCALL_SYSLOG: `tcp://127.0.0.1:${collector.port}` });
    for (let n = 0; n < 3; n++) await append();
    await startUpkeep();
    await startUpkeep();
    await expect.poll(() => collector.seqs(), { timeout: 10_000 }).toEqual([1, 2, 3]);
    await expect
      .poll(() => db().selectFrom("audit_checkpoints").select("reason").execute(), { timeout: 10_000 })
      .toEqual([{ reason: "time" }]);
    await stopJobs();
    await append();
    await startUpkeep();
    await expect.poll(() => collector.seqs(), { timeout: 10_000 }).toEqual([1, 2, 3, 4]);
    await stopJobs();
    await collector.close();
  });
});
