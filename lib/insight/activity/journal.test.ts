import { expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { listBatchChanges } from "#lib/changes/batches/change-rows.ts";
import { addUser, endOf, withVendors } from "#lib/changes/changes.testing.ts";
import { planPage } from "#lib/changes/plan/pages.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { activityFilterSchema } from "#lib/directory/activity/schema.ts";
import { historyFor } from "#lib/insight/activity/history.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { listActivity } from "./data.ts";

describeEachStore("a change in the activity", () => {
  const vendors = withVendors();

  it("leads to its batch, to whom it is about, and back, for who may; what was already so says how many were", async () => {
    const bench = await vendors.open("paperspace", { members: 6 });
    const people = (await bench.state()).members.filter((one) => !one.invited);
    const plain = people.find((one) => one.role === "member");
    if (!plain) throw new Error("no member");
    const teamId = await bench.teamId();
    const person = await db()
      .selectFrom("members")
      .select("person_id")
      .where("user_id", "=", plain.id)
      .executeTakeFirstOrThrow();
    const asked = people
      .filter((one) => one.role === "admin" || one.id === plain.id)
      .map(
        ({ id: userId }): ChangeRequest => ({
          kind: "member.setRole",
          input: { teamId, userId, role: "admin" },
        }),
      );
    const skips = asked.length - 1;
    expect(skips).toBeGreaterThan(0);
    const answer = await applyChanges(bench.viewer, {
      ...{ key: crypto.randomUUID(), changes: asked, acknowledged: [] },
    });
    if (answer.status !== "accepted") throw new Error(answer.status);
    const { batchId, changes } = await endOf(bench.viewer, answer.batch.batchId);
    const done = changes.find(({ state }) => state === "done");

    const seenBy = async (viewer = bench.viewer) =>
      (await listActivity(activityFilterSchema.parse({ team: teamId }), { viewer })).rows;
    const rows = await seenBy();
    const promoted = rows.find(({ outcome, batch }) => outcome === "done" && batch?.id === batchId);
    expect(promoted).toMatchObject({
      what: [{ text: "Made " }, { as: "name", personId: person.person_id }, {}],
      batch: { id: batchId },
      undo: { changeId: done?.id },
    });
    expect(rows.find(({ outcome }) => outcome === "skipped")?.batch).toEqual({ id: batchId, skipped: skips });

    const found = async (q: string) =>
      (await listActivity(activityFilterSchema.parse({ q }))).rows.map(({ id, outcome }) => [id, outcome]);
    // As the page tells it, and as it was asked for.
    for (const q of [`made ${plain.email}`, `make ${plain.email}`])
      expect(await found(q), q).toEqual([[promoted?.id, "done"]]);
    expect(await found(`removed ${plain.email}`)).toEqual([]);
    expect((await found("did not make")).map(([, outcome]) => outcome)).toEqual(
      rows.filter(({ outcome }) => outcome === "skipped").map(() => "skipped"),
    );

    // Somebody who may change nothing sees what happened, and neither others' batches nor a way back.
    const other = (await seenBy(await addUser("viewer"))).find(({ id }) => id === promoted?.id);
    expect(other?.what).toEqual(promoted?.what);
    expect(other).not.toHaveProperty("batch");
    expect(other).not.toHaveProperty("undo");

    const history = await historyFor(person.person_id, bench.viewer);
    expect(history[0]).toMatchObject({ batchId, undo: { changeId: done?.id } });
    const page = await listBatchChanges(bench.viewer, batchId, { offset: 0, limit: 20, outcome: "done" });
    expect(page.rows[0]?.personId).toBe(person.person_id);
    const plan = await planPage(bench.viewer, { source: { kind: "undoChange", changeId: done?.id ?? "" } });
    expect(plan.changes[0]?.personId).toBe(person.person_id);

    // Taken back: both rows say so, the one that undid it also to who may change nothing.
    expect(promoted).not.toHaveProperty("isUndo");
    const undo = await applyChanges(bench.viewer, {
      ...{ key: crypto.randomUUID(), source: { kind: "undoChange", changeId: done?.id ?? "" } },
      ...{ acknowledged: [], planDigest: plan.digest, leaveOut: true },
    });
    if (undo.status !== "accepted") throw new Error(undo.status);
    await endOf(bench.viewer, undo.batch.batchId);
    const after = await seenBy();
    expect(after.find(({ id }) => id === promoted?.id)?.undo).toMatchObject({ isUndone: true });
    const undoing = after.find(({ batch }) => batch?.id === undo.batch.batchId);
    expect(undoing).toMatchObject({ isUndo: true, outcome: "done" });
    expect((await seenBy(await addUser("viewer"))).find(({ id }) => id === undoing?.id)?.isUndo).toBe(true);
  });
});
