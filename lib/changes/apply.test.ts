import { expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import {
  addUser,
  applyToEnd,
  type Bench,
  endOf,
  eventsOf,
  planChanges,
  submission,
  withVendors,
} from "#lib/changes/changes.testing.ts";
import { getBatchOutcome } from "#lib/changes/journal/data.ts";
import { knownMember } from "#lib/changes/kinds/refs.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { deleteConnection } from "#lib/directory/connections/mutations.ts";
import { runList } from "#lib/directory/sync/run.ts";
import { verifyLog } from "#lib/store/audit/verify.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

describeEachStore("applying changes", () => {
  const vendors = withVendors();
  const open = () => vendors.open("paperspace", { members: 8 });
  const ordinary = async (bench: Bench, skip = 0) => {
    const found = (await bench.state()).members.filter((one) => one.role === "member" && !one.invited)[skip];
    if (!found) throw new Error("no ordinary member");
    return found;
  };
  const promote = async (bench: Bench, skip = 0): Promise<ChangeRequest> => ({
    kind: "member.setRole",
    input: { teamId: await bench.teamId(), userId: (await ordinary(bench, skip)).id, role: "admin" },
  });
  const writes = async (bench: Bench) => (await bench.state()).writes.length;
  const count = async (table: "batches" | "changes" | "events") =>
    Number(
      (
        await db()
          .selectFrom(table)
          .select(({ fn }) => fn.countAll<number | string>().as("n"))
          .executeTakeFirst()
      )?.n,
    );

  it("is one effect for a double click, a repeat, and two processes' worth of repeats", async () => {
    const bench = await open();
    const asked = submission([await promote(bench)]);
    const answers = await Promise.all([1, 2, 3].map(() => applyChanges(bench.viewer, asked)));
    const ids = answers.map((answer) => (answer.status === "accepted" ? answer.batch.batchId : ""));
    expect(new Set(ids).size).toBe(1);
    const later = await applyChanges(bench.viewer, asked);
    expect(later).toMatchObject({ status: "accepted", batch: { batchId: ids[0], finished: true } });
    expect(await writes(bench)).toBe(1);
    expect((await eventsOf(ids[0] ?? "")).map((event) => event.outcome)).toEqual(["running", "done"]);
  });

  it("says in the plan where the token was last known to read only, and tries all the same", async () => {
    const bench = await open();
    const change = await promote(bench);
    const warnings = async () => (await planChanges(bench.viewer, [change])).changes[0]?.warnings;
    expect(await warnings()).toEqual([]);
    await db()
      .updateTable("teams")
      .set({ may_manage: 0 })
      .where("id", "=", await bench.teamId())
      .execute();
    expect(await warnings()).toMatchObject([{ code: "READ_ONLY", confirm: false }]);
    await applyToEnd(bench.viewer, [change]);
    expect(await writes(bench)).toBe(1);
  });

  it("refuses the same key with another payload, also with another value alone", async () => {
    const bench = await open();
    const teamId = await bench.teamId();
    const create = (value: string): ChangeRequest => ({
      kind: "secret.create",
      input: { teamId, name: "ONE", value },
    });
    const asked = submission([create("first-value")]);
    await applyChanges(bench.viewer, asked);
    await expect(
      applyChanges(bench.viewer, { ...asked, changes: [create("other-value")] }),
    ).rejects.toMatchObject({
      code: "KEY_REUSED",
    });
    const somebody = await addUser("operator");
    // Another person's key is another key.
    await expect(
      applyChanges(somebody, { ...asked, changes: [create("other-value")] }),
    ).rejects.toMatchObject({
      code: "VENDOR_CONFLICT",
    });
  });

  it("plans without changing anything", async () => {
    const bench = await open();
    const before = await Promise.all([count("batches"), count("changes"), count("events")]);
    const plan = await planChanges(bench.viewer, [await promote(bench), await promote(bench, 1)]);
    expect(plan).toMatchObject({ calls: 2, changes: [{ before: "Member", after: "Admin" }, {}] });
    expect(await Promise.all([count("batches"), count("changes"), count("events")])).toEqual(before);
    expect(await writes(bench)).toBe(0);
  });

  it("refuses a viewer, journals nothing but the refusal", async () => {
    const bench = await open();
    const viewer = await addUser("viewer");
    const before = await count("batches");
    const change = await promote(bench);
    await expect(planChanges(viewer, [change])).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(applyToEnd(viewer, [change])).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await count("batches")).toBe(before);
    const event = await db().selectFrom("events").selectAll().orderBy("seq", "desc").executeTakeFirst();
    expect(event).toMatchObject({ action: "access.refused", actor: viewer.userId, outcome: "failed" });
    expect(await writes(bench)).toBe(0);
  });

  it("applies nothing of a plan of which one change is refused", async () => {
    const bench = await open();
    const owner = (await bench.state()).members.find((one) => one.role === "owner");
    const refused: ChangeRequest = {
      kind: "member.remove",
      input: { teamId: await bench.teamId(), userId: owner?.id ?? "" },
    };
    await expect(bench.apply([await promote(bench), refused])).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
    });
    expect(await writes(bench)).toBe(0);
  });

  it("keeps a batch from strangers who may not change things", async () => {
    const bench = await open();
    const { batchId } = await applyToEnd(bench.viewer, [await promote(bench)]);
    await expect(getBatchOutcome(await addUser("viewer"), batchId)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect((await getBatchOutcome(await addUser("operator"), batchId)).finished).toBe(true);
  });

  it("answers pending after 2 s and ends later", async () => {
    const bench = await open();
    await bench.faults({ route: "paperspace PUT /teams/:id/users/:userId", latencyMs: 2_500 });
    const asked = Date.now();
    const answer = await applyChanges(bench.viewer, submission([await promote(bench)]));
    expect(Date.now() - asked).toBeLessThan(2_450);
    if (answer.status !== "accepted") throw new Error("not accepted");
    expect(answer.batch).toMatchObject({ finished: false, changes: [{ state: "running" }] });
    expect(await endOf(bench.viewer, answer.batch.batchId)).toMatchObject({ changes: [{ state: "done" }] });
  });

  it("undoes once, and only what is undone by it", async () => {
    const bench = await open();
    const done = await bench.apply(await promote(bench));
    const undo = done.undo as ChangeRequest;
    await expect(bench.apply(await promote(bench, 1), { undoOf: done.id })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await bench.apply(undo, { undoOf: done.id, acknowledged: ["LAST_ADMIN"] });
    await expect(bench.apply(undo, { undoOf: done.id, acknowledged: ["LAST_ADMIN"] })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    const outcome = await getBatchOutcome(bench.viewer, done.batchId);
    expect(outcome.changes[0]?.undo).toBeUndefined();
  });

  it("keeps the order of changes of one target", async () => {
    const bench = await open();
    const { id: userId } = await ordinary(bench);
    const teamId = await bench.teamId();
    const roles = ["admin", "member", "admin", "member", "admin"] as const;
    const acknowledged = ["LAST_ADMIN", "TOKEN_OWNER", "YOURSELF"];
    const batch = await applyToEnd(
      bench.viewer,
      roles.map((role): ChangeRequest => ({ kind: "member.setRole", input: { teamId, userId, role } })),
      { acknowledged },
    );
    expect(batch.changes.map((change) => change.state)).toEqual(roles.map(() => "done"));
    expect((await bench.state()).writes.map((write) => write.body)).toEqual(
      roles.map((role) => ({ isAdmin: role === "admin" })),
    );
  });

  it("does at most four at once on a connection", async () => {
    const bench = await vendors.open("paperspace", { members: 30 });
    await vendors.control().setLatency(bench.token, 30);
    const teamId = await bench.teamId();
    const people = (await bench.state()).members.filter((one) => one.role === "member").slice(0, 20);
    const batch = await applyToEnd(
      bench.viewer,
      people.map(
        ({ id }): ChangeRequest => ({ kind: "member.setRole", input: { teamId, userId: id, role: "admin" } }),
      ),
    );
    expect(batch.changes.every((change) => change.state === "done")).toBe(true);
    expect(await vendors.control().maxConcurrent(bench.token)).toBeLessThanOrEqual(4);
    expect(await writes(bench)).toBe(people.length);
  });

  it("leaves what a sync that began earlier has read out of date", async () => {
    const bench = await open();
    const teamId = await bench.teamId();
    const { id: userId } = await ordinary(bench);
    await bench.faults({ route: "paperspace GET /teams/:id/users", times: 1, latencyMs: 400, applied: true });
    const run = runList(`${teamId}:members`);
    expect(await bench.apply(await promote(bench))).toMatchObject({ state: "done" });
    await run;
    expect((await knownMember(teamId, userId))?.role).toBe("admin");
  });

  it("ends when its connection is deleted meanwhile", async () => {
    const bench = await vendors.open("paperspace", { members: 30 });
    // The first four are with the vendor while the connection goes.
    await bench.faults({ route: "paperspace PUT /teams/:id/users/:userId", times: 4, latencyMs: 3_000 });
    const teamId = await bench.teamId();
    const people = (await bench.state()).members.filter((one) => one.role === "member").slice(0, 8);
    const asked = submission(
      people.map(
        ({ id }): ChangeRequest => ({ kind: "member.setRole", input: { teamId, userId: id, role: "admin" } }),
      ),
    );
    const answer = await applyChanges(bench.viewer, asked);
    if (answer.status !== "accepted") throw new Error("not accepted");
    await deleteConnection({ id: bench.viewer.userId }, bench.connectionId);
    const { changes } = await endOf(bench.viewer, answer.batch.batchId);
    expect(changes.map(({ state, code, reason }) => [state, code, reason])).toEqual(
      people.map((_, index) =>
        index < 4 ? ["done", undefined, undefined] : ["failed", "NOT_FOUND", "This connection was deleted"],
      ),
    );
    expect(await writes(bench)).toBe(4);
  });

  it("leaves an audit chain that verifies", async () => {
    const report = await verifyLog();
    expect(report).toMatchObject({ ok: true });
  });
});
