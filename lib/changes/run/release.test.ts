// @slow: kills servers.
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { type Bench, endOf, promotions, submission, withVendors } from "#lib/changes/changes.testing.ts";
import { claimWork, countTry } from "#lib/changes/run/claim.ts";
import { startChild } from "#lib/changes/run/process.testing.ts";
import { startRunner, stopRunner } from "#lib/jobs/jobs.testing.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore, usePostgresStore } from "#lib/store/db/db.testing.ts";

const ROLE = "PUT /teams/:id/users/:userId";
const ELSEWHERE = "another-machine 4711 x";

const calls = async (bench: Bench) => (await bench.calls()).filter((call) => call.route === ROLE).length;

describeEachStore("what a killed process of this machine left", () => {
  const vendors = withVendors({ runner: false });
  afterEach(stopRunner);

  it("is gone on with by another that runs already, within five seconds", async () => {
    const bench = await vendors.open("paperspace", { members: 60 });
    await vendors.control().setLatency(bench.token, 100);
    const answer = await applyChanges(bench.viewer, submission(await promotions(bench, 55)));
    if (answer.status !== "accepted") throw new Error(answer.status);
    const server = startChild({ viewer: bench.viewer });
    await server.says("ready");
    await expect.poll(() => calls(bench), { timeout: 20_000 }).toBeGreaterThan(4);
    await startRunner();
    await server.end("SIGKILL");
    const [killedAt, before] = [performance.now(), await calls(bench)];
    await expect.poll(() => calls(bench), { timeout: 20_000 }).toBeGreaterThan(before + 4);
    expect(performance.now() - killedAt).toBeLessThan(5_000);
    const { changes } = await endOf(bench.viewer, answer.batch.batchId);
    expect(new Set(changes.map(({ state }) => state))).toEqual(new Set(["done"]));
  }, 60_000);
});

describe("what a silent process of another machine left", () => {
  usePostgresStore({});
  const vendors = withVendors({ runner: false });
  afterEach(stopRunner);
  let bench: Bench;
  beforeAll(async () => {
    bench = await vendors.open("paperspace", { members: 40 });
  });

  /** Has another machine hold what this process claimed; `isSilent`: it gave its last sign a minute ago. */
  async function moveElsewhere(isSilent: boolean): Promise<void> {
    await db()
      .updateTable("changes")
      .set({ lease_holder: ELSEWHERE })
      .where("state", "=", "running")
      .execute();
    const until = new Date(Date.now() + (isSilent ? -60_000 : 60_000)).toISOString();
    await db()
      .insertInto("leases")
      .values({ name: `alive ${ELSEWHERE}`, holder: ELSEWHERE, until })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ until }))
      .execute();
  }

  it("is gone on with, but for what it tried, and nothing of it is sent twice", async () => {
    const answer = await applyChanges(bench.viewer, submission(await promotions(bench, 30)));
    if (answer.status !== "accepted") throw new Error(answer.status);
    const claims = (await claimWork(bench.connectionId)).flat();
    const [tried] = claims;
    if (!tried) throw new Error("nothing was claimed");
    await countTry([tried]);
    await moveElsewhere(true);
    await startRunner();
    const states = async () =>
      new Map(
        (await db().selectFrom("changes").select(["id", "state", "lease_holder"]).execute()).map((row) => [
          row.id,
          row,
        ]),
      );
    await expect
      .poll(async () => [...(await states()).values()].filter((row) => row.state === "done").length, {
        timeout: 10_000,
      })
      .toBe(29);
    expect((await states()).get(tried.row.id)).toMatchObject({ state: "running", lease_holder: ELSEWHERE });
    expect(await calls(bench)).toBe(29);
  }, 60_000);

  it("stays its own while it gives signs", async () => {
    const others = (await promotions(bench, 9)).map((one) => ({ ...one }));
    const answer = await applyChanges(bench.viewer, submission(others));
    if (answer.status !== "accepted") throw new Error(answer.status);
    const claims = (await claimWork(bench.connectionId)).flat();
    expect(claims.length).toBeGreaterThan(4);
    await moveElsewhere(false);
    const before = await calls(bench);
    await startRunner();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await calls(bench)).toBe(before);
  }, 60_000);
});
