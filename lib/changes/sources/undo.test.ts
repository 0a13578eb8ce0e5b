import { expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";
import { listApprovals } from "#lib/changes/approvals/data.ts";
import { approveRequest } from "#lib/changes/approvals/decide.ts";
import { setRules } from "#lib/changes/approvals/rules.ts";
import { addUser, type Bench, endOf, withVendors } from "#lib/changes/changes.testing.ts";
import { undoables } from "#lib/changes/journal/undoable.ts";
import { planPage } from "#lib/changes/plan/pages.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

const undoOf = async (viewer: Viewer, changeId: string) => {
  const rows = await db().selectFrom("changes").selectAll().where("id", "=", changeId).execute();
  return (await undoables(viewer, rows)).get(changeId);
};
const plan = (viewer: Viewer, changeId: string) =>
  planPage(viewer, { source: { kind: "undoChange", changeId } });
const apply = async (viewer: Viewer, changeId: string, planDigest: string) => {
  const answer = await applyChanges(viewer, {
    key: crypto.randomUUID(),
    source: { kind: "undoChange", changeId },
    acknowledged: [],
    planDigest,
    leaveOut: true,
  });
  return answer.status === "accepted" ? endOf(viewer, answer.batch.batchId) : answer;
};

describeEachStore("undoing one change", () => {
  const vendors = withVendors();
  const plain = async (bench: Bench) =>
    (await bench.state()).members.find((one) => one.role === "member" && !one.invited)?.id ?? "";
  const setRole = async (bench: Bench, userId: string, role: "admin" | "member"): Promise<ChangeRequest> => ({
    kind: "member.setRole",
    input: { teamId: await bench.teamId(), userId, role },
  });
  const roleAt = async (bench: Bench, userId: string) =>
    (await bench.state()).members.find((one) => one.id === userId)?.role;

  it("is planned, applied once, and known as undone from then on", async () => {
    const bench = await vendors.open("paperspace");
    const userId = await plain(bench);
    const { id } = await bench.apply(await setRole(bench, userId, "admin"));
    expect(await undoOf(bench.viewer, id)).toEqual({ changeId: id });
    const planned = await plan(bench.viewer, id);
    expect(planned.counts).toMatchObject({ apply: 1, refused: 0 });
    const batch = await apply(bench.viewer, id, planned.digest);
    expect(batch).toMatchObject({ changes: [{ state: "done", before: "Admin", after: "Member" }] });
    expect(await roleAt(bench, userId)).toBe("member");
    expect(await undoOf(bench.viewer, id)).toEqual({
      ...{ changeId: id, why: "It was undone already", isUndone: true },
    });
    // A plan that was looked at before is another one by now.
    expect(await apply(bench.viewer, id, planned.digest)).toMatchObject({
      status: "changed",
      plan: { counts: { apply: 0, refused: 1 } },
    });
    expect((await bench.state()).writes).toHaveLength(2);
    const kept = await db().selectFrom("batches").select("id").where("undo_of", "=", id).execute();
    expect(kept).toHaveLength(1);
  });

  it("is known as undone too where somebody else had to approve it", async () => {
    const bench = await vendors.open("paperspace");
    const userId = await plain(bench);
    const { id } = await bench.apply(await setRole(bench, userId, "admin"));
    await setRules(bench.viewer, { rules: [{ kind: "member.setRole", above: 0 }], hours: 24 });
    const asker = await addUser("operator");
    const asked = await applyChanges(asker, {
      ...{ key: crypto.randomUUID(), source: { kind: "undoChange", changeId: id } },
      acknowledged: [APPROVAL_CODE],
    });
    if (asked.status !== "requested") throw new Error(asked.status);
    const waiting = (await listApprovals(bench.viewer)).waiting.find((one) => one.id === asked.approvalId);
    if (!waiting?.plan || !("digest" in waiting.plan)) throw new Error("no plan");
    const approved = await approveRequest(bench.viewer, asked.approvalId, waiting.plan.digest);
    await db().deleteFrom("approval_rules").execute();
    if (approved.status !== "approved") throw new Error(approved.status);
    await endOf(asker, approved.batchId);
    expect(await roleAt(bench, userId)).toBe("member");
    const batch = db().selectFrom("batches").select("undo_of").where("id", "=", approved.batchId);
    expect(await batch.executeTakeFirst()).toEqual({ undo_of: id });
  });

  it("is offered for the last change of somebody alone, and planned honestly after somebody else's", async () => {
    const bench = await vendors.open("paperspace");
    const userId = await plain(bench);
    const first = await bench.apply(await setRole(bench, userId, "admin"));
    const second = await bench.apply(await setRole(bench, userId, "member"));
    expect(await undoOf(bench.viewer, first.id)).toMatchObject({ why: "It was changed again since" });
    expect(await undoOf(bench.viewer, second.id)).toEqual({ changeId: second.id });
    // Our copy does as if a sync had seen it changed elsewhere.
    await db().updateTable("members").set({ role: "admin" }).where("user_id", "=", userId).execute();
    const [line] = (await plan(bench.viewer, second.id)).changes;
    expect(line?.refusal?.reason).toBe("The role was changed again since");
  });

  it("is not offered for what cannot be, nor to who may not, nor of what did not happen", async () => {
    const bench = await vendors.open("paperspace");
    const teamId = await bench.teamId();
    const userId = await plain(bench);
    const made = await bench.apply({
      kind: "secret.create",
      input: { teamId, name: "FRESH_TOKEN", value: "0123456789abcdef" },
    });
    expect(await undoOf(bench.viewer, made.id)).toEqual({ changeId: made.id });
    const rotated = await bench.apply({
      kind: "secret.rotate",
      input: { teamId, name: "FRESH_TOKEN", value: "fedcba9876543210" },
    });
    expect(await undoOf(bench.viewer, rotated.id)).toMatchObject({ why: "The value before cannot be read" });
    const removed = await bench.apply({ kind: "member.remove", input: { teamId, userId } });
    expect(await undoOf(bench.viewer, removed.id)).toMatchObject({
      why: "Only Paperspace's console can invite again",
    });
    expect(await undoOf(await addUser("viewer"), made.id)).toBeUndefined();
    const again = await bench.apply({ kind: "member.remove", input: { teamId, userId } });
    expect(again.state).not.toBe("done");
    expect(await undoOf(bench.viewer, again.id)).toBeUndefined();
  });

  it("names whom it puts back, also where they have left the organization since", async () => {
    const overrides = {
      people: [
        { id: "boss", email: "boss@undo.example", orgRole: "admin" as const, sso: false },
        {
          id: "7jrid",
          name: "Rhea Undone",
          email: "rhea@undo.example",
          orgRole: "edit" as const,
          sso: false,
        },
      ],
      teams: [{ id: "docs", title: "Docs", members: ["boss", "7jrid"], owners: ["boss"] }],
    };
    const bench = await vendors.open("gitbook", { members: 2, orgMembers: 2, overrides });
    const { subject, id } = await bench.apply({
      kind: "member.remove",
      input: { teamId: await bench.teamId(), userId: "7jrid" },
    });
    await bench.apply({
      kind: "org.removeMember",
      input: { connectionId: bench.connectionId, userId: "7jrid" },
    });
    const [line] = (await plan(bench.viewer, id)).changes;
    expect(subject).toMatch(/^(Rhea Undone|rhea@)/);
    expect(line?.title).toContain(`Add ${subject} to Docs`);
    expect(line?.title).not.toContain("7jrid");
  });

  it("is nobody's who does not see the batch", async () => {
    const bench = await vendors.open("paperspace");
    const { id } = await bench.apply(await setRole(bench, await plain(bench), "admin"));
    await expect(plan(await addUser("viewer"), id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(plan(bench.viewer, "no-such-change")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
