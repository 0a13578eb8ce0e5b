// @slow: starts and kills servers.
import { afterEach, describe, expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import {
  addUser,
  applyToEnd,
  endOf,
  eventsOf,
  expireLeases,
  submission,
  withVendors,
} from "#lib/changes/changes.testing.ts";
import { type Child, startChild } from "#lib/changes/run/process.testing.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { startRunner, stopRunner } from "#lib/jobs/jobs.testing.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore, useTestStore } from "#lib/store/db/db.testing.ts";

const children: Child[] = [];
const child = (...given: Parameters<typeof startChild>): Child => {
  const made = startChild(...given);
  children.push(made);
  return made;
};
afterEach(async () => {
  for (const one of children.splice(0)) if (one.process.exitCode === null) await one.end("SIGKILL");
});

/** Moments of a change's life, in milliseconds after it was asked for; a call takes 40. */
const MOMENTS = [0, 4, 8, 12, 18, 25, 35, 50, 65, 90];
/** A slow machine is killed later and later, until it had begun. */
const LATER = [180, 400, 900, 1_800, 3_600];

describe("a server that is killed", () => {
  useTestStore();
  const vendors = withVendors({ runner: false });

  it("tells the truth after the restart, whenever it was killed", async () => {
    const bench = await vendors.open("paperspace", { members: 40 });
    const teamId = await bench.teamId();
    await vendors.control().setLatency(bench.token, 40);
    const people = (await bench.state()).members.filter((one) => one.role === "member" && !one.invited);
    const seen: string[] = [];
    for (const [index, moment] of [...MOMENTS, ...LATER].entries()) {
      if (index >= MOMENTS.length && seen.includes("journaled")) break;
      const userId = people[index]?.id ?? "";
      const asked = submission([{ kind: "member.setRole", input: { teamId, userId, role: "admin" } }]);
      const server = child({ viewer: bench.viewer, submission: asked });
      await server.says("ready");
      await new Promise((resolve) => setTimeout(resolve, moment));
      await server.end("SIGKILL");
      await expireLeases();
      await startRunner();
      const batch = await db()
        .selectFrom("batches")
        .select("id")
        .where("idempotency_key", "=", asked.key)
        .executeTakeFirst();
      const isThere = async () =>
        (await bench.state()).members.find((one) => one.id === userId)?.role === "admin";
      if (batch) {
        const { changes } = await endOf(bench.viewer, batch.id);
        expect(changes[0]?.state).toBe("done");
        expect(await isThere()).toBe(true);
        // Read back before anything else: what the dead process did is not done again.
        const { writes } = await bench.state();
        expect(writes.filter((write) => write.target === userId)).toHaveLength(1);
        expect((await eventsOf(batch.id)).map((event) => event.outcome)).toEqual(["running", "done"]);
      } else expect(await isThere()).toBe(false);
      await stopRunner();
      seen.push(batch ? "journaled" : "nothing");
    }
    expect(seen).toContain("journaled");
  }, 120_000);

  it("knows that a value is lost, and whether it was begun", async () => {
    const bench = await vendors.open("paperspace");
    const teamId = await bench.teamId();
    const create = (name: string): ChangeRequest => ({
      kind: "secret.create",
      input: { teamId, name, value: "value-0123456789" },
    });
    await bench.faults({ route: "paperspace POST /teams/:id/secrets", hang: true });
    const server = child({
      viewer: bench.viewer,
      submission: submission(["A", "B", "C", "D", "E", "F"].map(create)),
    });
    await server.says("accepted");
    await server.end("SIGKILL");
    await bench.elsewhere({ op: "putSecret", name: "A", value: "value-0123456789" });
    await bench.faults();
    await expireLeases();
    await startRunner();
    const { id } = await db()
      .selectFrom("batches")
      .select("id")
      .orderBy("created_at", "desc")
      .executeTakeFirstOrThrow();
    const { changes } = await endOf(bench.viewer, id);
    await stopRunner();
    // The first arrived after all; the next three were begun and are not there; the last two never began.
    expect(changes.map((change) => [change.state, change.code])).toEqual([
      ["done", undefined],
      ...Array.from({ length: 5 }, () => ["failed", "VALUE_LOST"]),
    ]);
  }, 60_000);

  it("says that a rotation is unknown when the process died in it", async () => {
    const bench = await vendors.open("paperspace");
    const teamId = await bench.teamId();
    const name = (await bench.state()).secrets[0]?.name ?? "";
    await bench.faults({ route: "paperspace PATCH /teams/:id/secrets/:name", hang: true });
    const asked = submission([
      { kind: "secret.rotate", input: { teamId, name, value: "canary-value-0123456789" } },
    ]);
    const server = child({ viewer: bench.viewer, submission: asked }, { ROLLCALL_LOG_LEVEL: "trace" });
    await server.says("accepted");
    await server.end("SIGKILL");
    expect(server.printed()).not.toContain("canary-value");
    await expireLeases();
    await startRunner();
    const answer = await applyChanges(bench.viewer, asked);
    if (answer.status !== "accepted") throw new Error("not accepted");
    const { changes } = await endOf(bench.viewer, answer.batch.batchId);
    await stopRunner();
    expect(changes[0]).toMatchObject({ state: "unknown", code: "VALUE_LOST" });
  }, 60_000);

  it("stops within 10 s and parks what it has not begun", async () => {
    const bench = await vendors.open("paperspace", { members: 20 });
    const teamId = await bench.teamId();
    await vendors.control().setLatency(bench.token, 300);
    const people = (await bench.state()).members.filter((one) => one.role === "member").slice(0, 12);
    const changes = people.map(
      ({ id }): ChangeRequest => ({ kind: "member.setRole", input: { teamId, userId: id, role: "admin" } }),
    );
    const asked = submission(changes);
    const server = child({ viewer: bench.viewer, submission: asked });
    await server.says("ready");
    await expect
      .poll(async () => (await bench.state()).writes.length, { timeout: 20_000 })
      .toBeGreaterThan(0);
    const began = Date.now();
    await server.end("SIGTERM");
    expect(Date.now() - began).toBeLessThan(10_000);
    const running = await db().selectFrom("changes").select("id").where("state", "=", "running").execute();
    expect(running).toEqual([]);
    await startRunner();
    const answer = await applyChanges(bench.viewer, asked);
    if (answer.status !== "accepted") throw new Error("not accepted");
    const batch = await endOf(bench.viewer, answer.batch.batchId);
    await stopRunner();
    expect(batch.changes.every((change) => change.state === "done")).toBe(true);
    expect((await bench.state()).writes).toHaveLength(people.length);
  }, 60_000);
});

describeEachStore("two servers on one store", () => {
  const vendors = withVendors();

  it("work side by side: four calls at once together, each change once, and a value's change is not starved", async () => {
    const bench = await vendors.open("paperspace", { members: 60 });
    const teamId = await bench.teamId();
    await vendors.control().setLatency(bench.token, 150);
    const people = (await bench.state()).members.filter((one) => one.role === "member").slice(0, 40);
    const value = submission([
      { kind: "secret.create", input: { teamId, name: "FROM_THE_OTHER", value: "0123456789" } },
    ]);
    const long = applyToEnd(
      bench.viewer,
      people.map(
        ({ id }): ChangeRequest => ({ kind: "member.setRole", input: { teamId, userId: id, role: "admin" } }),
      ),
    );
    const server = child({ viewer: await addUser("admin"), submission: value });
    await server.says("accepted");
    const batch = await long;
    expect(batch.changes.map((change) => change.state)).toEqual(people.map(() => "done"));
    const targets = async () => (await bench.state()).writes.map((write) => write.target);
    await expect.poll(targets, { timeout: 20_000 }).toContain("FROM_THE_OTHER");
    expect((await targets()).sort()).toEqual([...people.map(({ id }) => id), "FROM_THE_OTHER"].sort());
    expect(await vendors.control().maxConcurrent(bench.token)).toBeLessThanOrEqual(4);
    const holders = await db().selectFrom("changes").select("lease_holder").distinct().execute();
    expect(holders).toHaveLength(2);
    await server.end("SIGTERM");
  }, 60_000);

  it("do one submission once, whoever of them gets it", async () => {
    const bench = await vendors.open("paperspace", { members: 10 });
    const teamId = await bench.teamId();
    const userId = (await bench.state()).members.find((one) => one.role === "member")?.id ?? "";
    const asked = submission([{ kind: "member.setRole", input: { teamId, userId, role: "admin" } }]);
    const server = child({ viewer: bench.viewer, submission: asked });
    await server.says("ready");
    const mine = await applyChanges(bench.viewer, asked);
    await server.says("accepted");
    if (mine.status !== "accepted") throw new Error("not accepted");
    expect(server.printed()).toContain(mine.batch.batchId);
    expect((await bench.state()).writes).toHaveLength(1);
    await server.end("SIGTERM");
  }, 60_000);
});
