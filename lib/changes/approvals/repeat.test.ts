import { afterEach, expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { getBatchProgress } from "#lib/changes/batches/data.ts";
import { listValuesNeeded, retryBatch } from "#lib/changes/batches/retry.ts";
import { addUser, type Bench, endOf, submission, withVendors } from "#lib/changes/changes.testing.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import type { Fault } from "#sandbox/types.ts";
import { APPROVAL_CODE } from "./constants.ts";
import { listApprovals } from "./data.ts";
import { approveRequest } from "./decide.ts";
import { setRules } from "./rules.ts";

const LONG = "2026-01-01T00:00:00.000Z";
const not = (route: string, times: number): Fault => ({
  route,
  status: 422,
  body: JSON.stringify({ code: "BAD_REQUEST", message: "Not today" }),
  times,
});

describeEachStore("trying again", () => {
  const vendors = withVendors();
  afterEach(async () => {
    await db().deleteFrom("approval_rules").execute();
  });

  const people = async (count: number) => {
    const bench = await vendors.open("paperspace", { members: 12 });
    const teamId = await bench.teamId();
    const changes = (await bench.state()).members
      .filter((one) => one.role === "member" && !one.invited)
      .slice(0, count)
      .map(
        ({ id }): ChangeRequest => ({ kind: "member.setRole", input: { teamId, userId: id, role: "admin" } }),
      );
    return { bench, teamId, changes, asker: await addUser("operator") };
  };
  /** Asks for the changes, has them approved, and lets the vendor refuse each once. */
  const approved = async (bench: Bench, asker: Viewer, changes: ChangeRequest[], fault: Fault) => {
    const [first] = changes;
    if (!first) throw new Error("no change");
    await setRules(bench.viewer, { rules: [{ kind: first.kind, above: 0 }], hours: 72 });
    const asked = await applyChanges(asker, submission(changes, { acknowledged: [APPROVAL_CODE] }));
    if (asked.status !== "requested") throw new Error(asked.status);
    await bench.faults(fault);
    const plan = (await listApprovals(bench.viewer)).waiting.find(({ id }) => id === asked.approvalId)?.plan;
    if (!plan || !("digest" in plan)) throw new Error("no plan");
    const answer = await approveRequest(bench.viewer, asked.approvalId, plan.digest);
    if (answer.status !== "approved") throw new Error(answer.status);
    const { changes: ended } = await endOf(asker, answer.batchId);
    expect(ended.map(({ state }) => state)).toEqual(changes.map(() => "failed"));
    await bench.faults();
    return { id: asked.approvalId, batchId: answer.batchId };
  };

  it("what was approved is for who asked and who approved, and for nobody else", async () => {
    const { bench, changes, asker } = await people(2);
    const route = "paperspace PUT /teams/:id/users/:userId";
    const { batchId } = await approved(bench, asker, changes, not(route, 2));
    const third = await addUser("admin");
    const refused = {
      code: "CONFLICT",
      reason: expect.stringContaining("only who asked for it or approved"),
    };
    await expect(retryBatch(third, batchId)).rejects.toMatchObject(refused);
    expect(await getBatchProgress(third, batchId)).toMatchObject({ noRetry: refused.reason });
    // Also where no rule would hold it up by now: what was approved is not theirs.
    await db().deleteFrom("approval_rules").execute();
    await expect(retryBatch(third, batchId)).rejects.toMatchObject(refused);
    for (const one of [asker, bench.viewer])
      expect(await getBatchProgress(one, batchId)).not.toHaveProperty("noRetry");
    await bench.faults(not(route, 1));
    expect(await retryBatch(asker, batchId)).toMatchObject({ retried: 2 });
    await endOf(asker, batchId);
    await bench.faults();
    expect(await retryBatch(bench.viewer, batchId)).toMatchObject({ retried: 1 });
    await endOf(asker, batchId);
    expect(
      (await bench.state()).members.filter(({ role }) => role === "admin").length,
    ).toBeGreaterThanOrEqual(2);
  });

  it("what was approved is not tried again after its request's time", async () => {
    const { bench, changes, asker } = await people(1);
    const { id, batchId } = await approved(
      bench,
      asker,
      changes,
      not("paperspace PUT /teams/:id/users/:userId", 1),
    );
    await db().updateTable("approvals").set({ expires_at: LONG }).where("id", "=", id).execute();
    for (const one of [asker, bench.viewer])
      await expect(retryBatch(one, batchId)).rejects.toMatchObject({
        code: "CONFLICT",
        reason: expect.stringContaining("time of the approved request is over"),
      });
  });

  it("what was approved takes no other value, whoever gives it", async () => {
    const { bench, teamId, asker } = await people(0);
    const input = { teamId, name: "APPROVED_ONCE", value: "the-approved-one" };
    const { batchId } = await approved(
      bench,
      asker,
      [{ kind: "secret.create", input }],
      not("paperspace POST /teams/:id/secrets", 4),
    );
    const row = await db()
      .selectFrom("changes")
      .select("id")
      .where("batch_id", "=", batchId)
      .executeTakeFirstOrThrow();
    for (const one of [asker, bench.viewer, await addUser("admin")]) {
      expect(await listValuesNeeded(one, batchId)).toEqual([]);
      await expect(retryBatch(one, batchId, { [row.id]: "another-one" })).rejects.toMatchObject({
        code: "CONFLICT",
      });
    }
    expect((await getBatchProgress(asker, batchId)).failedWithValue).toBe(0);
    expect((await bench.state()).secrets.map(({ name }) => name)).not.toContain("APPROVED_ONCE");
  });

  it("two batches at once that are together above the line: one is, the other is not", async () => {
    const { bench, changes, asker } = await people(4);
    await bench.faults(not("paperspace PUT /teams/:id/users/:userId", 4));
    const batchIds: string[] = [];
    for (const some of [changes.slice(0, 2), changes.slice(2)]) {
      const begun = await applyChanges(asker, submission(some));
      if (begun.status !== "accepted") throw new Error(begun.status);
      await endOf(asker, begun.batch.batchId);
      batchIds.push(begun.batch.batchId);
    }
    await db()
      .updateTable("changes")
      .set({ created_at: LONG, started_at: LONG })
      .where("batch_id", "in", batchIds)
      .execute();
    await bench.faults();
    await setRules(bench.viewer, { rules: [{ kind: "member.setRole", above: 3 }], hours: 72 });
    const ended = await Promise.allSettled(batchIds.map((batchId) => retryBatch(asker, batchId)));
    const refused = ended.filter((one) => one.status === "rejected");
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatchObject({ code: "CONFLICT" });
    for (const batchId of batchIds) await endOf(asker, batchId);
    const states = await db()
      .selectFrom("changes")
      .select("state")
      .where("batch_id", "in", batchIds)
      .execute();
    expect(states.map(({ state }) => state).sort()).toEqual(["done", "done", "failed", "failed"]);
  });
});
