import { expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { type Bench, endOf, expireLeases, submission, withVendors } from "#lib/changes/changes.testing.ts";
import { setRunnerBell } from "#lib/changes/journal/notify.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { startRunner, stopRunner } from "#lib/jobs/jobs.testing.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

describeEachStore("a change that is alone, whose process dies before it calls the vendor", () => {
  const vendors = withVendors({ runner: false });

  /** Journals a change in a process that takes it up and does nothing more; how often it counts as tried. */
  async function begun(bench: Bench, change: ChangeRequest): Promise<{ id: string; attempts: number }> {
    setRunnerBell({ ring: () => {}, begin: () => {} });
    const answer = await applyChanges(bench.viewer, submission([change])).finally(() =>
      setRunnerBell(undefined),
    );
    if (answer.status !== "accepted") throw new Error(`not accepted: ${answer.status}`);
    const id = answer.batch.batchId;
    const row = await db()
      .selectFrom("changes")
      .select("attempts")
      .where("batch_id", "=", id)
      .executeTakeFirstOrThrow();
    await expireLeases();
    return { id, attempts: row.attempts };
  }
  const ended = async (bench: Bench, id: string) => {
    await startRunner();
    const { changes } = await endOf(bench.viewer, id);
    await stopRunner();
    return changes.map(({ state, code }) => [state, code]);
  };

  it("counts as tried where it can be read back, and is done by the next process, once", async () => {
    const bench = await vendors.open("paperspace", { members: 8 });
    const [userId = ""] = await bench.plainMembers();
    const input = { teamId: await bench.teamId(), userId, role: "admin" } as const;
    const { id, attempts } = await begun(bench, { kind: "member.setRole", input });
    expect(attempts).toBe(1);
    expect(await ended(bench, id)).toEqual([["done", undefined]]);
    expect((await bench.state()).writes).toHaveLength(1);
  });

  it("counts as never tried where it would be said to have failed, and is done", async () => {
    const bench = await vendors.open("gitbook", { members: 4 });
    const input = {
      connectionId: bench.connectionId,
      title: `Alone ${bench.token.slice(-6)}`,
      memberIds: [],
    };
    const { id, attempts } = await begun(bench, { kind: "team.create", input });
    expect(attempts).toBe(0);
    expect(await ended(bench, id)).toEqual([["done", undefined]]);
    expect((await bench.state()).writes).toHaveLength(1);
  });
});
