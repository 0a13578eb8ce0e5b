// @slow: kills a server twenty times, and waits for rate limits.
import { afterEach, describe, expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { type Bench, endOf, eventsOf, submission, withVendors } from "#lib/changes/changes.testing.ts";
import { unfinishedCount } from "#lib/changes/journal/data.ts";
import { type Child, startChild } from "#lib/changes/run/process.testing.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { startRunner, stopRunner } from "#lib/jobs/jobs.testing.ts";
import { verifyLog } from "#lib/store/audit/verify.ts";
import { db } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";

const children: Child[] = [];
afterEach(async () => {
  for (const one of children.splice(0)) if (one.process.exitCode === null) await one.end("SIGKILL");
});

describe("a long batch", () => {
  useTestStore();
  const vendors = withVendors({ runner: false });
  const promote = async (bench: Bench, size: number) => {
    const teamId = await bench.teamId();
    const people = (await bench.state()).members
      .filter((one) => one.role === "member" && !one.invited)
      .slice(0, size);
    expect(people).toHaveLength(size);
    return people.map(
      ({ id }): ChangeRequest => ({ kind: "member.setRole", input: { teamId, userId: id, role: "admin" } }),
    );
  };
  const allDone = async (bench: Bench, batchId: string, size: number) => {
    const { changes } = await endOf(bench.viewer, batchId);
    expect(changes.map((change) => change.state)).toEqual(Array.from({ length: size }, () => "done"));
    const { writes, members } = await bench.state();
    const targets = writes.map((write) => write.target);
    expect(new Set(targets).size).toBe(size);
    expect(targets).toHaveLength(size);
    expect(members.filter((one) => targets.includes(one.id)).every((one) => one.role === "admin")).toBe(true);
    const outcomes = (await eventsOf(batchId)).map((event) => event.outcome);
    expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(size);
    expect(outcomes).toHaveLength(2 * size);
    expect((await verifyLog()).ok).toBe(true);
  };

  it("ends the same when its server is killed twenty times at random", async () => {
    const size = 150;
    const bench = await vendors.open("paperspace", { members: size + 10 });
    await vendors.control().setLatency(bench.token, 80);
    const asked = submission(await promote(bench, size));
    let batchId: string | undefined;
    let kills = 0;
    for (let life = 0; life < 20; life++) {
      const server = startChild({ viewer: bench.viewer, ...(batchId ? {} : { submission: asked }) });
      children.push(server);
      await server.says("ready");
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 700));
      await server.end("SIGKILL");
      kills++;
      batchId ??= (
        await db()
          .selectFrom("batches")
          .select("id")
          .where("idempotency_key", "=", asked.key)
          .executeTakeFirst()
      )?.id;
    }
    expect(kills).toBe(20);
    await startRunner();
    if (!batchId) {
      const answer = await applyChanges(bench.viewer, asked);
      batchId = answer.status === "accepted" ? answer.batch.batchId : "";
    }
    await allDone(bench, batchId, size);
    await stopRunner();
    expect(await vendors.control().violations(bench.token)).toEqual([]);
  }, 400_000);

  it("comes through five rate limits in order, nothing doubled", async () => {
    const size = 200;
    const bench = await vendors.open("paperspace", { members: size + 10 });
    await vendors.control().setLatency(bench.token, 5);
    const limited = { route: "paperspace PUT /teams/:id/users/:userId", times: 1 } as const;
    await bench.faults(
      ...[10, 50, 90, 130, 170].map((skip) => ({ ...limited, skip, rateLimit: { retryAfter: 1 } })),
    );
    await startRunner();
    const answer = await applyChanges(bench.viewer, submission(await promote(bench, size)));
    if (answer.status !== "accepted") throw new Error("not accepted");
    await allDone(bench, answer.batch.batchId, size);
    const calls = await vendors.control().calls(bench.token);
    expect(calls.filter((call) => call.status === 429)).toHaveLength(5);
    await stopRunner();
  }, 60_000);

  it("keeps four calls busy all the time", async () => {
    const size = 400;
    const latencyMs = 100;
    const bench = await vendors.open("paperspace", { members: size + 10 });
    await vendors.control().setLatency(bench.token, latencyMs);
    await vendors.control().clearCalls(bench.token);
    await startRunner();
    const answer = await applyChanges(bench.viewer, submission(await promote(bench, size)));
    if (answer.status !== "accepted") throw new Error("not accepted");
    while ((await unfinishedCount(answer.batch.batchId)) > 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const calls = (await vendors.control().calls(bench.token)).filter((call) => call.method === "PUT");
    expect(calls).toHaveLength(size);
    expect(await vendors.control().maxConcurrent(bench.token)).toBe(4);
    await stopRunner();
  }, 60_000);
});
