// @slow: kills servers.
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { type Bench, endOf, expireLeases, submission, withVendors } from "#lib/changes/changes.testing.ts";
import { type Child, startChild } from "#lib/changes/run/process.testing.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { startRunner, stopRunner } from "#lib/jobs/jobs.testing.ts";
import { verifyLog } from "#lib/store/audit/verify.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { runDue } from "./run-due.ts";
import { ahead, HOUR, promotions, told, withClock } from "./schedules.testing.ts";

const MANY = 12;
const KILLS = 6;

describeEachStore("what is due while servers come, go and die", () => {
  const vendors = withVendors({ runner: false });
  const clock = withClock();
  const children: Child[] = [];
  afterEach(async () => {
    for (const one of children.splice(0)) if (one.process.exitCode === null) await one.end("SIGKILL");
    await stopRunner();
    await db().deleteFrom("schedules").execute();
  });
  const start = async (bench: Bench): Promise<Child> => {
    const script = path.join(import.meta.dirname, "child.testing.ts");
    const child = startChild({ viewer: bench.viewer }, {}, script);
    children.push(child);
    await child.says("ready");
    return child;
  };
  const schedules = async (bench: Bench, changes: ChangeRequest[]): Promise<string[]> => {
    const ids: string[] = [];
    for (const change of changes) {
      const answer = await applyChanges(bench.viewer, submission([change], { at: ahead(HOUR) }));
      if (answer.status !== "scheduled") throw new Error(answer.status);
      ids.push(answer.scheduleId);
    }
    return ids;
  };
  const waiting = async (): Promise<number> =>
    (await db().selectFrom("schedules").select("id").where("state", "=", "scheduled").execute()).length;
  const expectOnce = async (bench: Bench, ids: readonly string[]) => {
    for (const id of ids) {
      const { changes } = await endOf(bench.viewer, id);
      expect(changes.map(({ state }) => state)).toEqual(["done"]);
      expect(await told(id)).toEqual(["schedule.create", "schedule.start"]);
    }
    const batches = await db()
      .selectFrom("batches")
      .select("id")
      .where("user_id", "=", bench.viewer.userId)
      .execute();
    expect(batches.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect((await bench.state()).writes).toHaveLength(ids.length);
    expect((await verifyLog()).ok).toBe(true);
  };

  it("is begun once by three processes that all see it due", async () => {
    const bench = await vendors.open("paperspace", { members: MANY + 4 });
    const ids = await schedules(bench, await promotions(bench, MANY));
    await Promise.all([start(bench), start(bench)]);
    await startRunner();
    clock.set(HOUR);
    while ((await waiting()) > 0) await runDue();
    await expectOnce(bench, ids);
  }, 60_000);

  it("is begun once though the process that begins it is killed at that second, again and again", async () => {
    const bench = await vendors.open("paperspace", { members: MANY + 4 });
    const ids = await schedules(bench, await promotions(bench, MANY));
    for (let kill = 0; kill < KILLS; kill++) {
      const child = await start(bench);
      clock.set(HOUR);
      await new Promise((resolve) => setTimeout(resolve, kill * 13));
      await child.end("SIGKILL");
      // A clock that is set back meanwhile begins nothing again.
      clock.set(-HOUR);
    }
    clock.set(HOUR);
    await expireLeases();
    await startRunner();
    while ((await waiting()) > 0) await runDue();
    await expectOnce(bench, ids);
  }, 120_000);

  it("keeps a secret's value through the death of whoever began it", async () => {
    const bench = await vendors.open("paperspace", { members: 4, secrets: 1 });
    const [secret] = (await bench.state()).secrets;
    const name = secret?.name ?? "";
    const value = "a-value-that-outlives-a-process";
    const [id = ""] = await schedules(bench, [
      { kind: "secret.rotate", input: { teamId: await bench.teamId(), name, value } },
    ]);
    clock.set(HOUR);
    // Begun, and nobody runs it: as if this process had died right then.
    await runDue();
    const child = await start(bench);
    expect((await endOf(bench.viewer, id)).changes.map(({ state }) => state)).toEqual(["done"]);
    expect((await bench.state()).secrets.find((one) => one.name === name)?.value).toBe(value);
    const [row] = await db()
      .selectFrom("changes")
      .select("sealed_value")
      .where("batch_id", "=", id)
      .execute();
    expect(row?.sealed_value).toBeNull();
    await child.end("SIGTERM");
  }, 60_000);
});
