// @slow: kills a server.
import { afterEach, describe, expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { cancelBatch, pauseBatch } from "#lib/changes/batches/control.ts";
import { type Bench, promotions, submission, withVendors } from "#lib/changes/changes.testing.ts";
import { type Child, startChild } from "#lib/changes/run/process.testing.ts";
import { startRunner, stopRunner } from "#lib/jobs/jobs.testing.ts";
import { db } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";

describe("a batch that is paused or cancelled", () => {
  useTestStore();
  const vendors = withVendors({ runner: false });
  const children: Child[] = [];
  afterEach(async () => {
    await stopRunner();
    for (const child of children.splice(0))
      if (child.process.exitCode === null && child.process.signalCode === null) await child.end("SIGKILL");
  });

  const sent = async (bench: Bench) =>
    new Set((await bench.calls()).filter(({ method }) => method === "PUT").map(({ path }) => path)).size;
  const rows = (batchId: string) =>
    db().selectFrom("changes").select(["state", "attempts"]).where("batch_id", "=", batchId).execute();
  const newest = async (): Promise<string> =>
    (await db().selectFrom("batches").select("id").orderBy("id", "desc").limit(1).executeTakeFirstOrThrow())
      .id;

  it.each([
    ["cancelled", cancelBatch, "cancelled"],
    ["paused", pauseBatch, "pending"],
  ] as const)(
    "after its process died is %s for all that was not sent",
    async (_, end, left) => {
      const bench = await vendors.open("paperspace", { members: 40 });
      const changes = await promotions(bench, 14);
      await vendors.control().setLatency(bench.token, 2_500);
      const child = startChild({ viewer: bench.viewer, submission: submission(changes) });
      children.push(child);
      await child.says("ready");
      await expect.poll(() => sent(bench), { timeout: 10_000, interval: 20 }).toBe(4);
      const batchId = await newest();
      // Four more are counted while these are under way.
      await expect
        .poll(async () => (await rows(batchId)).filter(({ attempts }) => attempts > 0).length)
        .toBe(8);
      await child.end("SIGKILL");
      await end(bench.viewer, batchId);
      await vendors.control().setLatency(bench.token, 50);
      await startRunner();
      const inState = async (...of: string[]) =>
        (await rows(batchId)).filter(({ state }) => of.includes(state)).length;
      // Those four may have got through or not.
      await expect.poll(() => inState(left, "done"), { timeout: 20_000 }).toBe(14);
      expect(await inState(left)).toBeGreaterThanOrEqual(10);
      expect(await sent(bench)).toBe(4);
    },
    60_000,
  );

  it("while a change of it waits for its turn is left as never tried", async () => {
    const bench = await vendors.open("paperspace", { members: 30 });
    await vendors.control().setLatency(bench.token, 1_500);
    await startRunner();
    const changes = await promotions(bench, 5);
    const busy = applyChanges(bench.viewer, submission(changes.slice(0, 4)));
    await expect.poll(() => sent(bench), { interval: 20 }).toBe(4);
    const waiting = applyChanges(bench.viewer, submission(changes.slice(4)));
    const ofWaiting = async () => rows(await newest());
    await expect.poll(ofWaiting, { interval: 20 }).toMatchObject([{ state: "running", attempts: 1 }]);
    await pauseBatch(bench.viewer, await newest());
    await Promise.all([busy, waiting]);
    await expect.poll(ofWaiting).toEqual([{ state: "pending", attempts: 0 }]);
    expect(await sent(bench)).toBe(4);
  });
});
