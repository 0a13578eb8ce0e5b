// @slow: kills servers.
import { afterEach, describe, expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import {
  type Bench,
  endOf,
  expireLeases,
  promotions,
  submission,
  withVendors,
} from "#lib/changes/changes.testing.ts";
import { claimWork, countTry } from "#lib/changes/run/claim.ts";
import { type Child, startChild } from "#lib/changes/run/process.testing.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { startRunner, stopRunner } from "#lib/jobs/jobs.testing.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore, useTestStore } from "#lib/store/db/db.testing.ts";

const SIXTY = 60;
/** Kills of a real process; sixty of them take minutes. */
const REAL = 6;

const begun = async (bench: Bench, changes: ChangeRequest[]): Promise<string> => {
  const answer = await applyChanges(bench.viewer, submission(changes));
  if (answer.status !== "accepted") throw new Error(`not accepted: ${answer.status}`);
  return answer.batch.batchId;
};

describeEachStore("sixty servers that die one after another", () => {
  const vendors = withVendors({ runner: false });
  afterEach(stopRunner);
  /** Takes the work up as a server does that dies then, or right after it has counted the try. */
  const die = async (bench: Bench, isCounted: boolean): Promise<number> => {
    const groups = await claimWork(bench.connectionId);
    if (isCounted) for (const claims of groups) await countTry(claims);
    await expireLeases();
    return groups.length;
  };

  it("before the vendor is called: nothing counts as tried, and everything is done by the next one, once", async () => {
    const bench = await vendors.open("gitbook", { members: 8 });
    const team = { connectionId: bench.connectionId, memberIds: [] };
    const titles = ["Alpha", "Beta", "Gamma"].map((word) => `${word} ${bench.token.slice(-6)}`);
    const id = await begun(
      bench,
      titles.map((title): ChangeRequest => ({ kind: "team.create", input: { ...team, title } })),
    );
    const before = (await bench.calls()).length;
    for (let kill = 0; kill < SIXTY; kill++) expect(await die(bench, false)).toBeGreaterThan(0);
    const rows = await db().selectFrom("changes").select("attempts").where("batch_id", "=", id).execute();
    expect(rows.map(({ attempts }) => attempts)).toEqual([0, 0, 0]);
    expect(await bench.calls()).toHaveLength(before);
    await startRunner();
    const { changes } = await endOf(bench.viewer, id);
    expect(changes.map(({ state, reason }) => [state, reason])).toEqual(
      titles.map(() => ["done", undefined]),
    );
    expect((await bench.state()).writes).toHaveLength(titles.length);
  }, 60_000);

  it("in the call: what may be sent again is read back and done, and fails of no number of kills", async () => {
    const bench = await vendors.open("paperspace", { members: 20 });
    const changes = await promotions(bench, 6);
    const id = await begun(bench, changes);
    for (let kill = 0; kill < SIXTY; kill++) await die(bench, true);
    await startRunner();
    const batch = await endOf(bench.viewer, id);
    expect(batch.changes.map(({ state }) => state)).toEqual(changes.map(() => "done"));
    expect((await bench.state()).writes).toHaveLength(changes.length);
  }, 60_000);

  it("in the call of a create that is not there: said to be interrupted, not that the vendor was slow", async () => {
    const bench = await vendors.open("gitbook", { members: 4 });
    const title = `Delta ${bench.token.slice(-6)}`;
    const input = { connectionId: bench.connectionId, title, memberIds: [] };
    const id = await begun(bench, [{ kind: "team.create", input }]);
    await die(bench, true);
    await startRunner();
    const [change] = (await endOf(bench.viewer, id)).changes;
    expect(change).toMatchObject({ state: "failed", code: "INTERRUPTED" });
    const words = errorWords(
      { code: change?.code ?? "INTERNAL", reason: change?.reason ?? "" },
      { vendor: "GitBook" },
    );
    expect(words).toContain("Rollcall was restarted");
    expect(words).not.toContain("GitBook");
    expect((await bench.state()).writes).toEqual([]);
  }, 60_000);
});

describe("a process that is killed again and again", () => {
  useTestStore();
  const vendors = withVendors({ runner: false });
  const children: Child[] = [];
  afterEach(async () => {
    for (const one of children.splice(0)) if (one.process.exitCode === null) await one.end("SIGKILL");
    await stopRunner();
  });

  it("leaves every change done or open, and the next one ends them all", async () => {
    const bench = await vendors.open("paperspace", { members: 40 });
    await vendors.control().setLatency(bench.token, 40);
    const changes = await promotions(bench, 24);
    const id = await begun(bench, changes);
    const states = async () =>
      (await db().selectFrom("changes").select("state").where("batch_id", "=", id).execute()).map(
        ({ state }) => state,
      );
    for (let kill = 0; kill < REAL; kill++) {
      const server = startChild({ viewer: bench.viewer });
      children.push(server);
      await server.says("ready");
      await new Promise((resolve) => setTimeout(resolve, (kill * 17) % 90));
      await server.end("SIGKILL");
      for (const state of await states()) expect(["pending", "running", "done"]).toContain(state);
    }
    await expireLeases();
    await startRunner();
    const batch = await endOf(bench.viewer, id);
    expect(batch.changes.map(({ state }) => state)).toEqual(changes.map(() => "done"));
  }, 120_000);
});
