import { expect, it } from "vitest";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { applyChanges } from "#lib/changes/apply.ts";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";
import { refuseRequest } from "#lib/changes/approvals/decide.ts";
import { setRules } from "#lib/changes/approvals/rules.ts";
import { addUser, type Bench, endOf, withVendors } from "#lib/changes/changes.testing.ts";
import { planPage } from "#lib/changes/plan/pages.ts";
import { closeWithoutBatch, getClosing } from "#lib/changes/reviews/closing.ts";
import { cancelReview, MAX_UNDER_WAY } from "#lib/changes/reviews/create.ts";
import { dueReviews, getReview, listItems, listReviews } from "#lib/changes/reviews/data.ts";
import { readOn } from "#lib/changes/reviews/freeze.ts";
import { listReviewerChoices } from "#lib/changes/reviews/reviewers.ts";
import { reviewItemFilterSchema } from "#lib/changes/reviews/schema.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { runList } from "#lib/directory/sync/run.ts";
import { verifyLog } from "#lib/store/audit/verify.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { begin, decided, delegated, itemsIn, opened, storedReview, untilOpen } from "./reviews.testing.ts";

describeEachStore("an access review", () => {
  const vendors = withVendors();
  const open = async (members = 6): Promise<{ made: Bench; teamId: string }> => {
    const made = await vendors.open("paperspace", { members });
    return { made, teamId: await made.teamId() };
  };
  const ofTeam = (teamId: string) => ({ what: { of: "teams" as const, ids: [teamId] } });
  const list = (viewer: Viewer, id: string, asked: Record<string, string> = {}) =>
    listItems(viewer, id, reviewItemFilterSchema.parse(asked));
  const apply = async (viewer: Viewer, reviewId: string, acknowledged: string[] = []) => {
    const source = { kind: "review" as const, reviewId };
    const plan = await planPage(viewer, { source });
    return applyChanges(viewer, {
      ...{ key: crypto.randomUUID(), source, planDigest: plan.digest, leaveOut: true },
      acknowledged: [...plan.risks.map(({ code }) => code), ...acknowledged],
    });
  };

  it("puts down who is there from lists that are read anew, once however many processes look", async () => {
    const { made, teamId } = await open();
    const id = await begin(made.viewer, { scope: { what: { of: "connections", ids: [made.connectionId] } } });
    expect(await storedReview(id)).toMatchObject({ state: "reading", frozen_at: null });
    await readOn();
    // Nothing was read since it was asked for: what the store already has does not count.
    expect(await itemsIn(id)).toEqual([]);
    await untilOpen(id);
    await Promise.all([readOn(), readOn()]);
    const { members } = await made.state();
    const items = await itemsIn(id);
    expect(items.map((item) => item.user_id).sort()).toEqual(members.map((one) => one.id).sort());
    const review = await getReview(made.viewer, id);
    expect(review).toMatchObject({ state: "open", total: members.length, decided: 0, notCovered: 0 });
    const covered = review?.lists.find((one) => one.teamId === teamId);
    expect(covered?.syncedAt !== undefined && covered.syncedAt >= (await storedReview(id)).created_at).toBe(
      true,
    );
    expect(await dueReviews()).toContainEqual({
      at: review?.dueAt,
      what: "Quarterly",
      href: `/reviews/${id}`,
    });
  });

  it("names a list that cannot be read, and takes nobody from the old copy of it", async () => {
    const { made, teamId } = await open();
    const { made: other } = await open();
    await made.faults({ route: "*", status: 403 });
    const id = await opened(made.viewer, {
      scope: { what: { of: "teams", ids: [teamId, await other.teamId()] } },
    });
    const review = await getReview(made.viewer, id);
    const missed = review?.lists.find((one) => one.teamId === teamId);
    expect(missed?.syncedAt).toBeUndefined();
    expect(missed?.reason).toBeTruthy();
    expect(review?.notCovered).toBe(1);
    expect(new Set((await itemsIn(id)).map((item) => item.connection_id))).toEqual(
      new Set([other.connectionId]),
    );
    expect((await getClosing(id)).notCovered).toMatchObject([{ reason: missed?.reason }]);
    await made.faults();
  });

  it("is not closed by a plan that somebody's decision has made old", async () => {
    const { made, teamId } = await open();
    const id = await opened(made.viewer, { scope: ofTeam(teamId) });
    const [gone, late] = (await itemsIn(id)).filter(({ role }) => role === "member");
    if (!gone || !late) throw new Error("a team of one");
    await decided(made.viewer, { reviewId: id, ids: [gone.id], decision: "remove", reason: "Left" });
    const source = { kind: "review" as const, reviewId: id };
    const plan = await planPage(made.viewer, { source });
    const close = (guard?: () => Promise<unknown>) =>
      applyChanges(
        made.viewer,
        {
          ...{ key: crypto.randomUUID(), source, planDigest: plan.digest, leaveOut: true },
          acknowledged: plan.risks.map(({ code }) => code),
        },
        async (_, tx) => void (tx || (await guard?.())),
      );
    const decideLate = () =>
      decided(made.viewer, { reviewId: id, ids: [late.id], decision: "remove", reason: "Left too" });
    await expect(close(decideLate)).rejects.toMatchObject({
      code: "CONFLICT",
      reason: expect.stringContaining("meanwhile"),
    });
    expect(await storedReview(id)).toMatchObject({ state: "open", batch_id: null });
    expect((await close()).status).toBe("changed");
  });

  it("names who can be asked to decide to those who have rows to hand over", async () => {
    const { made, teamId } = await open();
    const reader = await addUser("viewer");
    expect(await listReviewerChoices(reader)).toEqual([]);
    await opened(made.viewer, { scope: { ...ofTeam(teamId), reviewers: { fallback: reader.userId } } });
    expect((await listReviewerChoices(reader)).map(({ id }) => id)).toContain(made.viewer.userId);
  });

  it("is refused where it is due years ahead, or too many are under way", async () => {
    const { made, teamId } = await open();
    const dueAt = new Date(Date.now() + 1_000 * 86_400_000).toISOString();
    await expect(begin(made.viewer, { dueAt, scope: ofTeam(teamId) })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    const row = { ...(await storedReview(await begin(made.viewer, { scope: ofTeam(teamId) }))) };
    const copies = Array.from({ length: MAX_UNDER_WAY }, () => ({ ...row, id: crypto.randomUUID() }));
    await db().insertInto("reviews").values(copies).execute();
    await expect(begin(made.viewer, { scope: ofTeam(teamId) })).rejects.toMatchObject({ code: "CONFLICT" });
    await db().updateTable("reviews").set({ state: "cancelled" }).execute();
  });

  it("lets nobody decide about themselves, on any way", async () => {
    const { made, teamId } = await open();
    const [someone] = (await made.state()).members;
    await db()
      .updateTable("users")
      .set({ email: someone?.email ?? "", email_key: someone?.email?.toLowerCase() ?? "" })
      .where("id", "=", made.viewer.userId)
      .execute();
    const other = await addUser("viewer");
    const id = await opened(made.viewer, {
      scope: {
        ...ofTeam(teamId),
        reviewers: { fallback: made.viewer.userId, byTeam: { [teamId]: other.userId } },
      },
    });
    const own = (await itemsIn(id)).find((item) => item.user_id === someone?.id);
    expect(own?.reviewer_id).toBe(other.userId);
    await expect(
      delegated(other, { reviewId: id, ids: [own?.id ?? ""], to: made.viewer.userId }),
    ).rejects.toMatchObject({ reason: "Nobody reviews themselves" });
    await db()
      .updateTable("review_items")
      .set({ reviewer_id: made.viewer.userId })
      .where("id", "=", own?.id ?? "")
      .execute();
    await expect(
      decided(made.viewer, { reviewId: id, ids: [own?.id ?? ""], decision: "keep" }),
    ).rejects.toMatchObject({ code: "FORBIDDEN", reason: "Nobody reviews themselves" });
    // Another account that is linked to them while the review is open is theirs too.
    const account = (await itemsIn(id)).find((item) => item.user_id !== someone?.id);
    await db()
      .updateTable("review_items")
      .set({ reviewer_id: made.viewer.userId })
      .where("id", "=", account?.id ?? "")
      .execute();
    await db()
      .insertInto("person_links")
      .values({
        ...{ identity_id: account?.person_id ?? "", person_id: own?.person_id ?? "", label: "linked" },
        ...{ created_by: other.userId, created_at: new Date().toISOString() },
      })
      .execute();
    await expect(
      decided(made.viewer, { reviewId: id, ids: [account?.id ?? ""], decision: "keep" }),
    ).rejects.toMatchObject({ code: "FORBIDDEN", reason: "Nobody reviews themselves" });
    await db().deleteFrom("person_links").execute();
    // Alone, there is nobody for it: it needs a reviewer.
    const alone = await opened(made.viewer, { scope: ofTeam(teamId) });
    expect((await itemsIn(alone)).find((item) => item.user_id === someone?.id)?.reviewer_id).toBeNull();
    expect((await list(made.viewer, alone, { of: "nobody" })).rows).toMatchObject([{ userId: someone?.id }]);
  });

  it("keeps each decision, of which the newest counts, and has one reviewer a row", async () => {
    const { made, teamId } = await open();
    const reviewer = await addUser("viewer");
    const id = await opened(made.viewer, {
      scope: { ...ofTeam(teamId), reviewers: { fallback: reviewer.userId } },
    });
    const [first, second] = await itemsIn(id);
    const ids = [first?.id ?? ""];
    await expect(decided(made.viewer, { reviewId: id, ids, decision: "keep" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await decided(reviewer, { reviewId: id, ids, decision: "remove", reason: "Left in May" });
    await decided(reviewer, { reviewId: id, ids, decision: "undone" });
    await decided(reviewer, { reviewId: id, ids, decision: "keep" });
    const kept = await db()
      .selectFrom("review_decisions")
      .selectAll()
      .where("item_id", "=", ids[0] ?? "")
      .orderBy("id")
      .execute();
    expect(kept.map(({ decision, reason }) => [decision, reason])).toEqual([
      ["remove", "Left in May"],
      ["undone", null],
      ["keep", null],
    ]);
    expect((await list(reviewer, id, { decision: "keep" })).rows).toMatchObject([
      { id: ids[0], decision: "keep" },
    ]);
    // Handed over while the former one decides: one of them has it.
    const other = await addUser("viewer");
    const race = await Promise.allSettled([
      delegated(made.viewer, { reviewId: id, ids: [second?.id ?? ""], to: other.userId }),
      decided(reviewer, { reviewId: id, ids: [second?.id ?? ""], decision: "keep" }),
    ]);
    expect(race.some(({ status }) => status === "fulfilled")).toBe(true);
    const after = (await itemsIn(id)).find((item) => item.id === second?.id);
    expect(after?.decision === null ? after.reviewer_id : after?.decided_by).toBe(
      after?.decision === null ? other.userId : reviewer.userId,
    );
    expect((await verifyLog()).ok).toBe(true);
  });

  it("says that rows of a disabled reviewer need another one, who can be asked", async () => {
    const { made, teamId } = await open();
    const reviewer = await addUser("viewer");
    const id = await opened(made.viewer, {
      scope: { ...ofTeam(teamId), reviewers: { fallback: reviewer.userId } },
    });
    const all = await itemsIn(id);
    await decided(reviewer, { reviewId: id, ids: [all[0]?.id ?? ""], decision: "keep" });
    await db()
      .updateTable("users")
      .set({ disabled_at: "2026-01-01T00:00:00.000Z" })
      .where("id", "=", reviewer.userId)
      .execute();
    expect((await getReview(made.viewer, id))?.reviewers).toMatchObject([
      { userId: reviewer.userId, lost: "Disabled" },
    ]);
    expect((await list(made.viewer, id, { of: "nobody" })).total).toBe(all.length - 1);
    const { decided: moved } = await delegated(made.viewer, {
      reviewId: id,
      filter: { of: "nobody" },
      to: made.viewer.userId,
    });
    expect(moved).toBe(all.length - 1);
    expect((await list(made.viewer, id, { of: "nobody" })).total).toBe(0);
  });

  it("closes by one batch: removals, role changes, and what nobody decided where it says so", async () => {
    const { made, teamId } = await open(8);
    const id = await opened(made.viewer, { undecided: "removed", scope: ofTeam(teamId) });
    const items = await itemsIn(id);
    const people = items.filter((item) => item.role === "member" && item.status === "active");
    const [removed, promoted, left, undecided] = people;
    const keep = items
      .filter((item) => ![removed, promoted, undecided].includes(item))
      .map((item) => item.id);
    await decided(made.viewer, { reviewId: id, ids: keep, decision: "keep" });
    await decided(made.viewer, {
      reviewId: id,
      ids: [removed?.id ?? ""],
      decision: "remove",
      reason: "Gone",
    });
    await decided(made.viewer, {
      reviewId: id,
      ids: [promoted?.id ?? ""],
      decision: "change",
      role: "admin",
    });
    // One leaves and one joins after the population was put down.
    await made.elsewhere({ op: "removeMember", user: left?.user_id ?? "" });
    await runList(listId(teamId, "members"));
    await runList(listId(teamId, "members"));
    const closing = await getClosing(id);
    expect(closing).toMatchObject({ remove: 1, change: 1, undecided: 1, undecidedAre: "removed", toDo: 3 });
    expect(closing.left).toMatchObject([{ label: left?.label }]);
    const plan = await planPage(made.viewer, { source: { kind: "review", reviewId: id } });
    expect(plan.counts.apply).toBe(3);
    const said = plan.changes.find((line) => line.title.includes(undecided?.name ?? "?"));
    expect(said?.warnings.map(({ code }) => code)).toContain("REVIEW_UNDECIDED");
    await expect(closeWithoutBatch(made.viewer, id)).rejects.toMatchObject({ code: "CONFLICT" });
    const answer = await apply(made.viewer, id);
    if (answer.status !== "accepted") throw new Error(answer.status);
    const { changes } = await endOf(made.viewer, answer.batch.batchId);
    expect(changes.map(({ state }) => state)).toEqual(["done", "done", "done"]);
    const now = (await made.state()).members;
    expect(now.some((one) => [removed?.user_id, undecided?.user_id].includes(one.id))).toBe(false);
    expect(now.find((one) => one.id === promoted?.user_id)?.role).toBe("admin");
    expect(await storedReview(id)).toMatchObject({ state: "closed", batch_id: answer.batch.batchId });
    // Nothing can be decided any more, and it is not closed twice.
    await expect(decided(made.viewer, { reviewId: id, ids: keep, decision: "keep" })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await expect(planPage(made.viewer, { source: { kind: "review", reviewId: id } })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await expect(cancelReview(made.viewer, id)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("leaves open what nobody decided, lists late joiners, and closes at once where nothing is to do", async () => {
    const { made, teamId } = await open();
    const id = await opened(made.viewer, { scope: ofTeam(teamId) });
    const [first] = await itemsIn(id);
    await decided(made.viewer, { reviewId: id, ids: [first?.id ?? ""], decision: "keep" });
    // As if they had joined since: in the store, and in no row of the review.
    const late = (await itemsIn(id)).at(-1);
    await db()
      .deleteFrom("review_items")
      .where("id", "=", late?.id ?? "")
      .execute();
    expect((await getClosing(id)).late).toMatchObject([{ label: late?.name || late?.email }]);
    await closeWithoutBatch(made.viewer, id);
    expect(await storedReview(id)).toMatchObject({ state: "closed", batch_id: null });
    const items = await itemsIn(id);
    expect(items.filter((item) => item.is_late === 1)).toMatchObject([
      { user_id: late?.user_id, decision: null },
    ]);
    expect((await list(made.viewer, id)).rows.some((row) => row.userId === late?.user_id)).toBe(false);
  });

  it("waits for approval as anything else does, and is open again when that is refused", async () => {
    const { made, teamId } = await open();
    const id = await opened(made.viewer, { scope: ofTeam(teamId) });
    const someone = (await itemsIn(id)).find((item) => item.role === "member");
    await decided(made.viewer, {
      reviewId: id,
      ids: [someone?.id ?? ""],
      decision: "remove",
      reason: "Gone",
    });
    await setRules(made.viewer, { rules: [{ kind: "member.remove", above: 0 }], hours: 72 });
    try {
      const answer = await apply(made.viewer, id, [APPROVAL_CODE]);
      if (answer.status !== "requested") throw new Error(answer.status);
      expect(await storedReview(id)).toMatchObject({ state: "closing", approval_id: answer.approvalId });
      await refuseRequest(await addUser("admin"), answer.approvalId, "Not yet");
      expect(await storedReview(id)).toMatchObject({ state: "open", approval_id: null });
    } finally {
      await db().deleteFrom("approval_rules").execute();
    }
  });

  it("shows a limited reviewer the rows of their teams alone", async () => {
    const { made, teamId } = await open();
    const { made: other } = await open();
    const id = await opened(made.viewer, {
      scope: { what: { of: "teams", ids: [teamId, await other.teamId()] } },
    });
    const limited: Viewer = {
      ...(await addUser("viewer")),
      scope: { connections: [made.connectionId], partial: [], teams: [], organizations: [] },
    };
    await seeingAs(limited, async () => {
      const { rows } = await list(limited, id);
      expect(new Set(rows.map((row) => row.connectionId))).toEqual(new Set([made.connectionId]));
      expect((await getReview(limited, id))?.lists.map((one) => one.teamId)).toEqual([teamId]);
      expect(await listReviews(limited)).toMatchObject([{ id }]);
    });
    const stranger: Viewer = {
      ...limited,
      scope: { connections: [], partial: [], teams: [], organizations: [] },
    };
    await seeingAs(stranger, async () => expect(await getReview(stranger, id)).toBeUndefined());
  });
});
