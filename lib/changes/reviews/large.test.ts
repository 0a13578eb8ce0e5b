import { expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { addUser, endOf, withVendors } from "#lib/changes/changes.testing.ts";
import { planPage } from "#lib/changes/plan/pages.ts";
import { getReview, listItems } from "#lib/changes/reviews/data.ts";
import { evidenceJson, takeEvidence } from "#lib/changes/reviews/evidence.ts";
import { reviewItemFilterSchema } from "#lib/changes/reviews/schema.ts";
import { checkpointKey } from "#lib/store/audit/checkpoint.ts";
import { verifyEvidence } from "#lib/store/audit/evidence-format.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { byOpenssl } from "./openssl.testing.ts";
import { decided, opened } from "./reviews.testing.ts";

const TEAMS = 40;
const PEOPLE = 1_000;

describeEachStore("a review of a thousand people in forty teams", () => {
  const vendors = withVendors();

  it("opens, is decided for selections by two reviewers, is closed, and proven", async () => {
    const made = await vendors.open("gitbook", { orgMembers: PEOPLE, members: PEOPLE / TEAMS, teams: TEAMS });
    const other = await addUser("viewer");
    const teams = await db()
      .selectFrom("teams")
      .select("id")
      .where("connection_id", "=", made.connectionId)
      .where("kind", "=", "team")
      .orderBy("id")
      .execute();
    expect(teams).toHaveLength(TEAMS);
    const half = teams.slice(0, TEAMS / 2).map((team) => [team.id, other.userId]);
    const id = await opened(made.viewer, {
      scope: {
        what: { of: "connections", ids: [made.connectionId] },
        reviewers: { fallback: made.viewer.userId, byTeam: Object.fromEntries(half) },
      },
    });
    const review = await getReview(made.viewer, id);
    expect(review?.lists).toHaveLength(TEAMS + 2);
    expect(review?.notCovered).toBe(0);
    expect(review?.total).toBeGreaterThanOrEqual(PEOPLE);
    const page = await listItems(
      made.viewer,
      id,
      reviewItemFilterSchema.parse({ of: "me", limit: 100, offset: 500 }),
    );
    expect(page.rows).toHaveLength(100);

    // Each keeps all of theirs at once, and takes some of it back.
    for (const viewer of [made.viewer, other]) {
      const { decided: count } = await decided(viewer, {
        reviewId: id,
        filter: { of: "me" },
        decision: "keep",
      });
      expect(count).toBeGreaterThan(60);
    }
    const inTeams = await db()
      .selectFrom("review_items")
      .select(["id", "reviewer_id"])
      .where("review_id", "=", id)
      .where("kind", "=", "team")
      .where("role", "=", "member")
      .orderBy("id")
      .execute();
    const removed = inTeams.filter((item) => item.reviewer_id === other.userId).slice(0, 50);
    await decided(other, {
      reviewId: id,
      ids: removed.map((item) => item.id),
      decision: "remove",
      reason: "Not in the team any more",
    });
    expect((await getReview(made.viewer, id))?.counts).toMatchObject({
      undecided: 0,
      remove: removed.length,
    });

    const source = { kind: "review" as const, reviewId: id };
    const plan = await planPage(made.viewer, { source });
    expect(plan.counts.apply).toBe(removed.length);
    const answer = await applyChanges(made.viewer, {
      ...{ key: crypto.randomUUID(), source, planDigest: plan.digest, leaveOut: true },
      acknowledged: plan.risks.map(({ code }) => code),
    });
    if (answer.status !== "accepted") throw new Error(answer.status);
    await endOf(made.viewer, answer.batch.batchId);
    const evidence = await takeEvidence(made.viewer, id);
    const outcomes = evidence.people
      .filter((one) => one.decision === "remove")
      .map((one) => one.outcome.state);
    expect(outcomes.filter((state) => state === "done")).toHaveLength(removed.length);
    const file = evidenceJson(evidence);
    expect(verifyEvidence(file)).toMatchObject({ ok: true });
    expect(await byOpenssl(file, checkpointKey())).toMatchObject({
      code: 0,
      said: expect.stringContaining("Signature Verified Successfully"),
    });
  }, 120_000);
});
