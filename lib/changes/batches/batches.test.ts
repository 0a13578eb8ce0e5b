import { expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { listBatchChanges } from "#lib/changes/batches/change-rows.ts";
import { cancelBatch, finishCancellations, pauseBatch, resumeBatch } from "#lib/changes/batches/control.ts";
import { getBatchProgress, listBatches, listRunningBatches } from "#lib/changes/batches/data.ts";
import {
  openReceipt,
  receiptCsv,
  receiptJson,
  receiptOnPaper,
  receiptTrail,
} from "#lib/changes/batches/receipt.ts";
import { listValuesNeeded, retryBatch } from "#lib/changes/batches/retry.ts";
import { batchChangeFilterSchema, batchFilterSchema } from "#lib/changes/batches/schema.ts";
import {
  addUser,
  applyToEnd,
  type Bench,
  endOf,
  eventsOf,
  submission,
  withVendors,
} from "#lib/changes/changes.testing.ts";
import { planPage } from "#lib/changes/plan/pages.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { AppError } from "#lib/core/errors.ts";
import { verifyLog } from "#lib/store/audit/verify.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

async function all(pieces: AsyncGenerator<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const piece of pieces) found.push(piece);
  return found;
}

const ROLE = "paperspace PUT /teams/:id/users/:userId";

describeEachStore("batches", () => {
  const vendors = withVendors();
  const many = async (size: number, latencyMs = 0) => {
    const bench = await vendors.open("paperspace", { members: size + 4 });
    await vendors.control().setLatency(bench.token, latencyMs);
    const teamId = await bench.teamId();
    const people = (await bench.state()).members
      .filter((one) => one.role === "member" && !one.invited)
      .slice(0, size);
    const changes = people.map(
      ({ id }): ChangeRequest => ({ kind: "member.setRole", input: { teamId, userId: id, role: "admin" } }),
    );
    return { bench, teamId, people, changes };
  };
  const begin = async (bench: Bench, changes: ChangeRequest[]) => {
    const answer = await applyChanges(bench.viewer, submission(changes));
    if (answer.status !== "accepted") throw new Error("not accepted");
    return answer.batch.batchId;
  };
  const admins = async (bench: Bench) =>
    (await bench.state()).members.filter((one) => one.role === "admin").length;

  it("stands still while paused, and goes on", async () => {
    const { bench, changes } = await many(30, 600);
    const before = await admins(bench);
    const batchId = await begin(bench, changes);
    await pauseBatch(bench.viewer, batchId);
    await expect
      .poll(async () => (await getBatchProgress(bench.viewer, batchId)).counts.running, { timeout: 10_000 })
      .toBe(0);
    const paused = await getBatchProgress(bench.viewer, batchId);
    expect(paused).toMatchObject({ state: "paused", size: 30 });
    expect(paused.counts.pending).toBeGreaterThan(0);
    await expect(pauseBatch(bench.viewer, batchId)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await admins(bench)).toBe(before + paused.counts.done);
    await resumeBatch(bench.viewer, batchId);
    expect(await listRunningBatches(bench.viewer)).toMatchObject([{ id: batchId }]);
    const { changes: ended } = await endOf(bench.viewer, batchId);
    expect(ended.every((change) => change.state === "done")).toBe(true);
    expect(await getBatchProgress(bench.viewer, batchId)).toMatchObject({
      state: "finished",
      counts: { done: 30 },
    });
    expect(await admins(bench)).toBe(before + 30);
    expect((await bench.state()).writes).toHaveLength(30);
    const said = (await eventsOf(batchId)).filter((event) => event.action.startsWith("batch."));
    expect(said.map((event) => event.action)).toEqual(["batch.pause", "batch.resume"]);
    expect((await verifyLog()).ok).toBe(true);
  }, 60_000);

  it("cancels what has not begun, and lets what runs come to its end", async () => {
    const { bench, changes } = await many(24, 600);
    const batchId = await begin(bench, changes);
    await cancelBatch(bench.viewer, batchId);
    await endOf(bench.viewer, batchId);
    const batch = await getBatchProgress(bench.viewer, batchId);
    expect(batch.state).toBe("cancelled");
    expect(batch.finishedAt).toBeDefined();
    expect(batch.counts.cancelled).toBeGreaterThan(0);
    expect(batch.counts.done + batch.counts.cancelled).toBe(24);
    expect((await bench.state()).writes).toHaveLength(batch.counts.done);
    const ended = (await eventsOf(batchId)).filter((event) => event.outcome === "cancelled");
    expect(ended).toHaveLength(batch.counts.cancelled);
    await expect(cancelBatch(bench.viewer, batchId)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(resumeBatch(bench.viewer, batchId)).rejects.toMatchObject({ code: "CONFLICT" });
  }, 60_000);

  it("goes on with a cancellation whose process died half-way", async () => {
    const { bench, changes } = await many(32, 600);
    const batchId = await begin(bench, changes);
    await pauseBatch(bench.viewer, batchId);
    await db().updateTable("batches").set({ state: "cancelled" }).where("id", "=", batchId).execute();
    await finishCancellations();
    await endOf(bench.viewer, batchId);
    const { counts, state } = await getBatchProgress(bench.viewer, batchId);
    expect(state).toBe("cancelled");
    expect(counts.pending + counts.running).toBe(0);
    expect(counts.cancelled).toBeGreaterThan(0);
  }, 60_000);

  it("tries again what failed, and only that", async () => {
    const { bench, changes, people } = await many(6);
    await bench.faults({
      route: ROLE,
      status: 422,
      body: JSON.stringify({ code: "BAD_REQUEST", message: "Not today" }),
      skip: 1,
      times: 3,
    });
    const batch = await applyToEnd(bench.viewer, changes);
    const failed = batch.changes.filter((change) => change.state === "failed");
    expect(failed).toHaveLength(3);
    const listed = await listBatchChanges(
      bench.viewer,
      batch.batchId,
      batchChangeFilterSchema.parse({ outcome: "failed" }),
    );
    expect(listed.total).toBe(3);
    expect(listed.rows[0]?.reason).toContain("Not today");
    await bench.faults();
    // One of them was done by somebody else meanwhile, and our copy knows it.
    const [first] = failed;
    const index = batch.changes.findIndex((change) => change.id === first?.id);
    const userId = people[index]?.id ?? "";
    await bench.apply({
      kind: "member.setRole",
      input: { teamId: await bench.teamId(), userId, role: "admin" },
    });
    const before = (await bench.state()).writes.length;
    const shown: number[] = [];
    await expect(
      retryBatch(bench.viewer, batch.batchId, {}, async (again) => {
        shown.push(again.length);
        throw new AppError("STEP_UP_NEEDED");
      }),
    ).rejects.toMatchObject({ code: "STEP_UP_NEEDED" });
    expect(shown).toEqual([3]);
    expect(await retryBatch(bench.viewer, batch.batchId)).toEqual({ retried: 3, left: 0 });
    const after = await endOf(bench.viewer, batch.batchId);
    expect(after.changes.map((change) => change.state).sort()).toEqual([
      ...Array.from({ length: 5 }, () => "done"),
      "skipped",
    ]);
    expect((await bench.state()).writes).toHaveLength(before + 2);
    expect(await getBatchProgress(bench.viewer, batch.batchId)).toMatchObject({ state: "finished" });
    await expect(retryBatch(bench.viewer, batch.batchId)).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await verifyLog()).ok).toBe(true);
  });

  it("leaves out of its rows what was already so where that is more than one, unless asked", async () => {
    const { bench, changes } = await many(4);
    const listed = async (changed: ChangeRequest[], outcome?: string) => {
      const { batchId } = await applyToEnd(bench.viewer, changed);
      const filter = batchChangeFilterSchema.parse(outcome ? { outcome } : {});
      const { rows, total } = await listBatchChanges(bench.viewer, batchId, filter);
      expect(rows).toHaveLength(total);
      return rows.map(({ state }) => state);
    };
    const [first, second, third] = changes;
    if (!first || !second || !third) throw new Error("too few");
    await applyToEnd(bench.viewer, [first]);
    expect((await listed([first, second])).sort()).toEqual(["done", "skipped"]);
    expect(await listed([first, second, third])).toEqual(["done"]);
    expect(await listed(changes, "skipped")).toEqual(["skipped", "skipped", "skipped"]);
    // Nothing but that: then it is what there is to see.
    expect(await listed(changes)).toEqual(changes.map(() => "skipped"));
  });

  it("asks for a failed secret's value again", async () => {
    const bench = await vendors.open("paperspace");
    const teamId = await bench.teamId();
    await bench.faults({
      route: "paperspace POST /teams/:id/secrets",
      status: 422,
      body: JSON.stringify({ code: "BAD_REQUEST", message: "Not today" }),
    });
    const create = (name: string): ChangeRequest => ({
      kind: "secret.create",
      input: { teamId, name, value: "first-value-0123" },
    });
    const batch = await applyToEnd(bench.viewer, [create("ONE_AGAIN"), create("TWO_AGAIN")]);
    await bench.faults();
    await expect(retryBatch(bench.viewer, batch.batchId)).rejects.toMatchObject({ code: "CONFLICT" });
    const needed = await listValuesNeeded(bench.viewer, batch.batchId);
    expect(needed.map(({ name }) => name)).toEqual(["ONE_AGAIN", "TWO_AGAIN"]);
    const values = { [needed[0]?.id ?? ""]: "second-value-4567" };
    expect(await retryBatch(bench.viewer, batch.batchId, values)).toEqual({ retried: 1, left: 1 });
    const after = await endOf(bench.viewer, batch.batchId);
    expect(after.changes.map((change) => change.state)).toEqual(["done", "failed"]);
    expect((await bench.state()).secrets.find((one) => one.name === "ONE_AGAIN")?.value).toBe(
      "second-value-4567",
    );
    const rows = await db().selectFrom("changes").selectAll().where("batch_id", "=", batch.batchId).execute();
    expect(JSON.stringify(rows)).not.toContain("second-value");
    expect(rows.map((row) => row.sealed_value)).toEqual([null, null]);
  });

  it("is undone as a plan of its own, once", async () => {
    const { bench, changes } = await many(5);
    const before = await admins(bench);
    const batch = await applyToEnd(bench.viewer, changes);
    const source = { kind: "undo", batchId: batch.batchId } as const;
    const plan = await planPage(bench.viewer, { source });
    expect(plan.counts).toEqual({ apply: 5, skipped: 0, refused: 0, irreversible: 0 });
    expect(plan.changes.map((line) => [line.before, line.after])).toEqual(
      Array.from({ length: 5 }, () => ["Admin", "Member"]),
    );
    const asked = {
      key: crypto.randomUUID(),
      source,
      acknowledged: plan.risks.map(({ code }) => code),
      planDigest: plan.digest,
      leaveOut: true,
    };
    const answer = await applyChanges(bench.viewer, asked);
    if (answer.status !== "accepted") throw new Error("not accepted");
    await endOf(bench.viewer, answer.batch.batchId);
    expect(await admins(bench)).toBe(before);
    const again = await planPage(bench.viewer, { source });
    expect(again.counts).toMatchObject({ apply: 0, refused: 5 });
    expect(again.changes[0]?.refusal?.reason).toBe("It was undone already");
    expect(await getBatchProgress(bench.viewer, batch.batchId)).toMatchObject({
      undoneBy: [{ id: answer.batch.batchId }],
    });
    expect(await getBatchProgress(bench.viewer, answer.batch.batchId)).toMatchObject({
      undoes: { id: batch.batchId },
    });
  });

  it("gives a receipt whose names no spreadsheet runs", async () => {
    const bench = await vendors.open("paperspace", {
      overrides: {
        people: [
          { id: "u-own", email: "own@halden.example", role: "owner" },
          { id: "u-calc", email: "calc@halden.example", firstName: "=1+1", lastName: null, role: "member" },
          { id: "u-two", email: "two@halden.example", role: "member" },
        ],
      },
    });
    const teamId = await bench.teamId();
    const batch = await applyToEnd(
      bench.viewer,
      ["u-calc", "u-two"].map(
        (userId): ChangeRequest => ({ kind: "member.setRole", input: { teamId, userId, role: "admin" } }),
      ),
    );
    const receipt = await openReceipt(bench.viewer, batch.batchId);
    const csv = (await all(receiptCsv(receipt))).join("");
    expect(csv.split("\r\n")).toHaveLength(4);
    expect(csv).toContain(`"'=1+1"`);
    const json = JSON.parse((await all(receiptJson(receipt))).join(""));
    expect(json).toMatchObject({
      id: batch.batchId,
      state: "finished",
      size: 2,
      changes: [{ number: 1, subject: "=1+1", outcome: "done" }, { outcome: "done" }],
    });
    // On paper it is the same, with the events it rests on: not those of who took it.
    expect(await receiptOnPaper(receipt)).toEqual(json.changes);
    const events = (await eventsOf(batch.batchId)).filter(({ action }) => action !== "batch.receipt");
    expect(await receiptTrail(batch.batchId)).toEqual({
      first: events[0]?.seq,
      last: events.at(-1)?.seq,
      hash: events.at(-1)?.hash,
    });
  });

  it("lists what was done together, newest first, to who may see it", async () => {
    const { bench, changes } = await many(4);
    const [one, ...others] = changes;
    const first = await applyToEnd(bench.viewer, others.slice(0, 2));
    if (one) await bench.apply(one);
    const second = await applyToEnd(bench.viewer, others.slice(2), { name: "The last one" });
    const filter = batchFilterSchema.parse({});
    const ids = (await listBatches(bench.viewer, filter)).rows.map((row) => row.id);
    expect(ids[0]).not.toBe(second.batchId); // One change by hand stands in the activity alone.
    expect(ids).toContain(first.batchId);
    const stranger = await addUser("viewer");
    expect((await listBatches(stranger, filter)).total).toBe(0);
    await expect(getBatchProgress(stranger, first.batchId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
