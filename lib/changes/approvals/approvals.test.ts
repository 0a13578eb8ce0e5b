import { afterEach, expect, it } from "vitest";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { applyChanges } from "#lib/changes/apply.ts";
import { retryBatch } from "#lib/changes/batches/retry.ts";
import { addUser, type Bench, endOf, submission, withVendors } from "#lib/changes/changes.testing.ts";
import { planPage } from "#lib/changes/plan/pages.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { verifyLog } from "#lib/store/audit/verify.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { APPROVAL_CODE } from "./constants.ts";
import { approvalsInNav, listApprovals } from "./data.ts";
import { approveRequest, expireRequests, refuseRequest, withdrawRequest } from "./decide.ts";
import { setRules } from "./rules.ts";

const VALUE = "a-value-that-nobody-may-see";

describeEachStore("what needs approval", () => {
  const vendors = withVendors();
  const rules = (viewer: Viewer, ...list: [ChangeRequest["kind"], number][]) =>
    setRules(viewer, { rules: list.map(([kind, above]) => ({ kind, above })), hours: 72 });
  afterEach(async () => {
    await db().deleteFrom("approval_rules").execute();
  });

  const bench = async (count = 1): Promise<{ bench: Bench; asker: Viewer; changes: ChangeRequest[] }> => {
    const made = await vendors.open("paperspace", { members: 12 });
    const teamId = await made.teamId();
    const people = (await made.state()).members.filter((one) => one.role === "member" && !one.invited);
    const changes = people
      .slice(0, count)
      .map(
        ({ id }): ChangeRequest => ({ kind: "member.setRole", input: { teamId, userId: id, role: "admin" } }),
      );
    return { bench: made, asker: await addUser("operator"), changes };
  };
  const ask = async (asker: Viewer, changes: ChangeRequest[], more = {}): Promise<string> => {
    const answer = await applyChanges(asker, submission(changes, { acknowledged: [APPROVAL_CODE], ...more }));
    if (answer.status !== "requested") throw new Error(`not requested: ${answer.status}`);
    return answer.approvalId;
  };
  const digestOf = async (viewer: Viewer, id: string): Promise<string> => {
    const found = (await listApprovals(viewer)).waiting.find((one) => one.id === id);
    return found?.plan && "digest" in found.plan ? found.plan.digest : "none";
  };
  const approve = async (viewer: Viewer, id: string) =>
    approveRequest(viewer, id, await digestOf(viewer, id));
  const stored = (id: string) =>
    db().selectFrom("approvals").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const admins = async (made: Bench) =>
    (await made.state()).members.filter((one) => one.role === "admin").length;
  const actions = async (id: string) =>
    (
      await db()
        .selectFrom("events")
        .select(["action", "body"])
        .where("action", "like", "approval.%")
        .orderBy("seq")
        .execute()
    )
      .filter(({ body }) => body.includes(id))
      .map(({ action }) => action);

  it("is nothing by default", async () => {
    const { bench: made, asker, changes } = await bench();
    expect((await planPage(asker, { changes })).risks).toEqual([]);
    expect(await applyChanges(asker, submission(changes))).toMatchObject({ status: "accepted" });
    expect(await approvalsInNav(made.viewer)).toEqual({ isShown: false, waiting: 0 });
  });

  it("is asked for, done once by whoever else approves, and said everywhere", async () => {
    const { bench: made, asker, changes } = await bench();
    await rules(made.viewer, ["member.setRole", 0]);
    expect((await planPage(asker, { changes })).risks).toMatchObject([{ code: APPROVAL_CODE }]);
    expect(await applyChanges(asker, submission(changes))).toMatchObject({ status: "needsConfirmation" });
    const before = await admins(made);
    const id = await ask(asker, changes);
    expect(await approvalsInNav(made.viewer)).toMatchObject({ isShown: true, waiting: 1 });
    expect(await approvalsInNav(asker)).toMatchObject({ waiting: 0 });
    await expect(approveRequest(asker, id, await digestOf(asker, id))).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect(await admins(made)).toBe(before);

    const answer = await approve(made.viewer, id);
    if (answer.status !== "approved") throw new Error(answer.status);
    await endOf(asker, answer.batchId);
    expect(await admins(made)).toBe(before + 1);
    expect((await listApprovals(asker)).ended).toMatchObject([
      { id, state: "approved", isMine: true, batchId: answer.batchId, decidedBy: made.viewer.name },
    ]);
    await expect(approve(made.viewer, id)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await actions(id)).toEqual(["approval.ask", "approval.approve"]);
    expect((await verifyLog()).ok).toBe(true);
  });

  it("has one effect when two approve at once, and the same key is one request", async () => {
    const { bench: made, asker, changes } = await bench(2);
    const other = await addUser("admin");
    await rules(made.viewer, ["member.setRole", 1]);
    const asked = submission(changes, { acknowledged: [APPROVAL_CODE] });
    const [first, again] = [await applyChanges(asker, asked), await applyChanges(asker, asked)];
    expect(again).toEqual(first);
    if (first.status !== "requested") throw new Error(first.status);
    const digest = await digestOf(made.viewer, first.approvalId);
    const ended = await Promise.allSettled(
      [made.viewer, other].map((viewer) => approveRequest(viewer, first.approvalId, digest)),
    );
    expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const { n } = await db()
      .selectFrom("changes")
      .select(({ fn }) => fn.countAll().as("n"))
      .where("user_id", "=", asker.userId)
      .executeTakeFirstOrThrow();
    expect(Number(n)).toBe(2);
  });

  it("counts what one person does within an hour, so that a plan cannot be cut to pieces", async () => {
    const { bench: made, asker, changes } = await bench(3);
    await rules(made.viewer, ["member.setRole", 2]);
    const [first, second, third] = changes;
    if (!first || !second || !third) throw new Error("too few");
    expect(await applyChanges(asker, submission([first, second]))).toMatchObject({ status: "accepted" });
    expect(await applyChanges(asker, submission([third]))).toMatchObject({ status: "needsConfirmation" });
    const two = await Promise.all([
      applyChanges(await addUser("operator"), submission([third])),
      applyChanges(asker, submission([third])),
    ]);
    expect(two.map(({ status }) => status)).toEqual(["accepted", "needsConfirmation"]);
  });

  it("shows what is otherwise by now, and runs no other plan than the one that was looked at", async () => {
    const { bench: made, asker, changes } = await bench(2);
    await rules(made.viewer, ["member.setRole", 0]);
    const id = await ask(asker, changes);
    const seen = await digestOf(made.viewer, id);
    const [first] = changes;
    if (first?.kind !== "member.setRole") throw new Error("no change");
    await db()
      .updateTable("members")
      .set({ role: "admin", role_rank: 1 })
      .where("team_id", "=", first.input.teamId)
      .where("user_id", "=", first.input.userId)
      .execute();
    const { waiting } = await listApprovals(made.viewer);
    const plan = waiting.find((one) => one.id === id)?.plan;
    if (!plan || "cannot" in plan) throw new Error("no plan");
    expect(plan).toMatchObject({ differences: 1, apply: 1 });
    expect(plan.lines[0]?.difference).toContain("Nothing to do any more");
    expect(plan.lines[1]?.difference).toBeUndefined();
    expect(await approveRequest(made.viewer, id, seen)).toEqual({ status: "changed" });
    expect((await stored(id)).state).toBe("pending");
    expect(await approve(made.viewer, id)).toMatchObject({ status: "approved" });
  });

  it("is refused with a reason, withdrawn by who asked, or expires, and erases values each time", async () => {
    const { bench: made, asker } = await bench();
    await rules(made.viewer, ["secret.create", 0]);
    const teamId = await made.teamId();
    const create = (name: string): ChangeRequest => ({
      kind: "secret.create",
      input: { teamId, name, value: VALUE },
    });
    const [refused, withdrawn, expired] = [
      await ask(asker, [create("REFUSED_KEY")]),
      await ask(asker, [create("WITHDRAWN_KEY")]),
      await ask(asker, [create("EXPIRED_KEY")]),
    ];
    for (const id of [refused, withdrawn, expired]) {
      const row = await stored(id);
      expect(row.sealed_values).not.toBeNull();
      expect(JSON.stringify(row)).not.toContain(VALUE);
    }
    expect(JSON.stringify(await listApprovals(made.viewer))).not.toContain(VALUE);
    await expect(refuseRequest(asker, refused, "no")).rejects.toMatchObject({ code: "CONFLICT" });
    await refuseRequest(made.viewer, refused, "Not before Monday");
    await expect(withdrawRequest(made.viewer, withdrawn)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await withdrawRequest(asker, withdrawn);
    await db()
      .updateTable("approvals")
      .set({ expires_at: "2026-01-01T00:00:00.000Z" })
      .where("id", "=", expired)
      .execute();
    await expect(approve(made.viewer, expired)).rejects.toMatchObject({ code: "CONFLICT" });
    await expireRequests();
    for (const [id, state] of [
      [refused, "refused"],
      [withdrawn, "withdrawn"],
      [expired, "expired"],
    ] as const)
      expect(await stored(id)).toMatchObject({ state, sealed_values: null, batch_id: null });
    expect((await stored(refused)).reason).toBe("Not before Monday");
    expect(await actions(expired)).toEqual(["approval.ask", "approval.expire"]);
    const names = (await made.state()).secrets.map(({ name }) => name);
    expect(names.filter((name) => name.endsWith("ED_KEY"))).toEqual([]);
  });

  it("keeps a secret's value sealed until it is approved, and sets that one", async () => {
    const { bench: made, asker } = await bench();
    await rules(made.viewer, ["secret.create", 0]);
    const input = { teamId: await made.teamId(), name: "APPROVED_KEY", value: VALUE };
    const id = await ask(asker, [{ kind: "secret.create", input }]);
    const answer = await approve(made.viewer, id);
    if (answer.status !== "approved") throw new Error(answer.status);
    const { changes } = await endOf(asker, answer.batchId);
    expect(changes.map(({ state }) => state)).toEqual(["done"]);
    expect((await stored(id)).sealed_values).toBeNull();
    const write = (await made.calls()).find(({ method }) => method === "POST" || method === "PUT");
    expect(write).toBeDefined();
  });

  it("needs both: who approves and who asked may each do every change now", async () => {
    const { bench: made, asker, changes } = await bench();
    const { bench: elsewhere } = await bench();
    await rules(made.viewer, ["member.setRole", 0]);
    const limited: Viewer = {
      ...(await addUser("operator")),
      scope: { connections: [elsewhere.connectionId], partial: [], organizations: [], teams: [] },
    };
    const id = await ask(asker, changes);
    const digest = await digestOf(made.viewer, id);
    await expect(seeingAs(limited, () => approveRequest(limited, id, digest))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await seeingAs(limited, () => listApprovals(limited))).toMatchObject({ waiting: [], ended: [] });
    const viewer = await addUser("viewer");
    await expect(approveRequest(viewer, id, digest)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await db().updateTable("users").set({ role: "viewer" }).where("id", "=", asker.userId).execute();
    await expect(approve(made.viewer, id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await db()
      .updateTable("users")
      .set({ disabled_at: "2026-01-01" })
      .where("id", "=", asker.userId)
      .execute();
    await expect(approve(made.viewer, id)).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await stored(id)).state).toBe("pending");
  });

  it("is not passed by trying a failed batch again", async () => {
    const { bench: made, asker, changes } = await bench(2);
    await made.faults({
      route: "paperspace PUT /teams/:id/users/:userId",
      status: 422,
      body: JSON.stringify({ code: "BAD_REQUEST", message: "Not today" }),
      times: 2,
    });
    const begun = await applyChanges(asker, submission(changes));
    if (begun.status !== "accepted") throw new Error(begun.status);
    const { changes: ended } = await endOf(asker, begun.batch.batchId);
    expect(ended.map(({ state }) => state)).toEqual(["failed", "failed"]);
    await made.faults();
    await rules(made.viewer, ["member.setRole", 1]);
    await expect(retryBatch(asker, begun.batch.batchId)).rejects.toMatchObject({ code: "CONFLICT" });
    await rules(made.viewer, ["member.setRole", 2]);
    expect(await retryBatch(asker, begun.batch.batchId)).toMatchObject({ retried: 2 });
    await endOf(asker, begun.batch.batchId);
  });
});
