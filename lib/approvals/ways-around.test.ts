import { afterEach, expect, it } from "vitest";
import type { Viewer } from "#lib/auth/permissions.ts";
import { applyChanges } from "#lib/changes/apply.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { addUser, endOf, submission, withVendors } from "#lib/changes/testing.ts";
import { db } from "#lib/db/connection.ts";
import { describeEachStore } from "#lib/db/testing.ts";
import { setRules } from "./rules.ts";

describeEachStore("a way around approval", () => {
  const vendors = withVendors();
  const needs = (viewer: Viewer, above: number) =>
    setRules(viewer, { rules: [{ kind: "member.setRole", above }], hours: 72 });
  afterEach(async () => {
    await db().deleteFrom("approval_rules").execute();
  });

  /** Members of a team without a role to speak of. */
  const team = async (vendor: "paperspace" | "gitbook") => {
    const bench = await vendors.open(vendor, { members: 12, orgMembers: 14, enterprise: true });
    const teamId = await bench.teamId();
    const rows = await db()
      .selectFrom("members")
      .select("user_id")
      .where("team_id", "=", teamId)
      .where("role", "=", "member")
      .where("status", "=", "active")
      .execute();
    return { viewer: bench.viewer, teamId, userIds: rows.map((row) => row.user_id) };
  };

  it("counts what was asked for earlier and runs only now: kept back by a pause, or tried again", async () => {
    const { viewer, teamId, userIds } = await team("paperspace");
    const asker = await addUser("operator");
    await needs(viewer, 2);
    const [first, second, third] = userIds.map(
      (userId): ChangeRequest => ({ kind: "member.setRole", input: { teamId, userId, role: "admin" } }),
    );
    if (!first || !second || !third) throw new Error("too few");
    const begun = await applyChanges(asker, submission([first, second]));
    if (begun.status !== "accepted") throw new Error(begun.status);
    await endOf(asker, begun.batch.batchId);
    const were = (set: { state: "done" | "pending"; created_at: string; started_at: string | null }) =>
      db().updateTable("changes").set(set).where("batch_id", "=", begun.batch.batchId).execute();
    const [long, now] = ["2026-01-01T00:00:00.000Z", new Date().toISOString()];
    await db()
      .updateTable("batches")
      .set({ state: "paused" })
      .where("id", "=", begun.batch.batchId)
      .execute();
    await were({ state: "pending", created_at: long, started_at: null });
    expect(await applyChanges(asker, submission([third]))).toMatchObject({ status: "needsConfirmation" });
    await were({ state: "done", created_at: long, started_at: now });
    expect(await applyChanges(asker, submission([third]))).toMatchObject({ status: "needsConfirmation" });
    await were({ state: "done", created_at: long, started_at: long });
    expect(await applyChanges(asker, submission([third]))).toMatchObject({ status: "accepted" });
  });

  it("is no other word for the same: adding who is there already gives them another role", async () => {
    const { viewer, teamId, userIds } = await team("gitbook");
    const asker = await addUser("operator");
    const [first, second] = userIds.map(
      (userId): ChangeRequest => ({ kind: "member.add", input: { teamId, userId, role: "owner" } }),
    );
    if (!first || !second) throw new Error("too few");
    await needs(viewer, 1);
    expect(await applyChanges(asker, submission([first, second]))).toMatchObject({
      status: "needsConfirmation",
    });
    expect(await applyChanges(asker, submission([first]))).toMatchObject({ status: "accepted" });
    expect(await applyChanges(asker, submission([second]))).toMatchObject({ status: "needsConfirmation" });
  });
});
