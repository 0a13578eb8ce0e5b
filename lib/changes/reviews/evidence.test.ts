import { expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { addUser, endOf, withVendors } from "#lib/changes/changes.testing.ts";
import { planPage } from "#lib/changes/plan/pages.ts";
import { evidenceCsv, evidenceJson, takeEvidence } from "#lib/changes/reviews/evidence.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { erasePerson } from "#lib/directory/people/erase-person.ts";
import { checkpointKey } from "#lib/store/audit/checkpoint.ts";
import { verifyEvidence } from "#lib/store/audit/evidence-format.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { byOpenssl } from "./openssl.testing.ts";
import { decided, itemsIn, opened } from "./reviews.testing.ts";

describeEachStore("the evidence of a review", () => {
  const vendors = withVendors();

  const closed = async () => {
    const made = await vendors.open("paperspace", { members: 6 });
    const teamId = await made.teamId();
    const id = await opened(made.viewer, { scope: { what: { of: "teams", ids: [teamId] } } });
    const items = await itemsIn(id);
    const [gone, ...others] = items.filter((item) => item.role === "member" && item.status === "active");
    if (!gone) throw new Error("a team without members");
    await decided(made.viewer, {
      reviewId: id,
      ids: [gone.id],
      decision: "remove",
      reason: "=cmd: left in May",
    });
    await decided(made.viewer, { reviewId: id, ids: others.map((item) => item.id), decision: "keep" });
    const source = { kind: "review" as const, reviewId: id };
    const plan = await planPage(made.viewer, { source });
    const answer = await applyChanges(made.viewer, {
      ...{ key: crypto.randomUUID(), source, planDigest: plan.digest, leaveOut: true },
      acknowledged: plan.risks.map(({ code }) => code),
    });
    if (answer.status !== "accepted") throw new Error(answer.status);
    await endOf(made.viewer, answer.batch.batchId);
    return { made, id, gone, batchId: answer.batch.batchId };
  };

  it("says who was decided about, by whom and why, and what became of it by its events", async () => {
    const { made, id, gone, batchId } = await closed();
    const evidence = await takeEvidence(made.viewer, id);
    const removed = evidence.people.find((one) => one.account === gone.user_id);
    expect(removed).toMatchObject({
      ...{ decision: "remove", reason: "=cmd: left in May", decidedBy: { id: made.viewer.userId } },
      ...{ history: [{ decision: "remove" }], outcome: { state: "done" } },
    });
    const events = await db()
      .selectFrom("events")
      .select(["seq", "hash"])
      .where("batch_id", "=", batchId)
      .execute();
    const known = events.map(({ seq, hash }) => ({ seq: Number(seq), hash }));
    expect(removed?.outcome.events.length).toBeGreaterThan(0);
    for (const event of removed?.outcome.events ?? []) expect(known).toContainEqual(event);
    const open = evidence.people.find((one) => one.decision === null);
    expect(open?.outcome).toMatchObject({ state: "none", reason: "Nobody decided: listed as open" });
    expect(evidence.lists).toMatchObject([{ isCovered: true }]);
    // What a spreadsheet would run is text there.
    expect(evidenceCsv(evidence)).toContain("'=cmd: left in May");
    expect(
      await db().selectFrom("events").select("id").where("action", "=", "review.evidence").execute(),
    ).toHaveLength(1);
    const limited: Viewer = {
      ...(await addUser("operator")),
      scope: { connections: [made.connectionId], partial: [], teams: [], organizations: [] },
    };
    await expect(takeEvidence(limited, id)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("is verified by its file and the key alone, and by openssl, and one changed byte is refused by both", async () => {
    const { made, id } = await closed();
    const file = evidenceJson(await takeEvidence(made.viewer, id));
    const key = checkpointKey();
    expect(verifyEvidence(file, key)).toMatchObject({ ok: true, payload: { review: { id } } });
    expect(await byOpenssl(file, key)).toMatchObject({
      code: 0,
      said: expect.stringContaining("Signature Verified Successfully"),
    });
    const forged = file.replace('"decision":"keep"', '"decision":"kepp"');
    expect(forged).not.toBe(file);
    expect(verifyEvidence(forged, key)).toMatchObject({ ok: false });
    const refused = await byOpenssl(forged, key);
    expect(refused.code).not.toBe(0);
    expect(refused.said).not.toContain("Successfully");
    const other = `${key.startsWith("A") ? "B" : "A"}${key.slice(1)}`;
    expect(verifyEvidence(file, other)).toMatchObject({ ok: false });
    expect((await byOpenssl(file, other)).code).not.toBe(0);
    expect(verifyEvidence(file.slice(0, -40), key)).toMatchObject({ ok: false });
    expect(verifyEvidence("{}")).toMatchObject({ ok: false });
  });

  it("names nobody who was erased since", async () => {
    const { made, id, gone } = await closed();
    await erasePerson(gone.person_id, { id: made.viewer.userId });
    const file = evidenceJson(await takeEvidence(made.viewer, id));
    for (const word of [gone.email, gone.name]) if (word) expect(file).not.toContain(word);
    expect(verifyEvidence(file)).toMatchObject({ ok: true });
    const events = JSON.stringify(
      await db().selectFrom("events").select(["personal", "search_key"]).execute(),
    );
    expect(events).not.toContain(gone.name);
    expect(events).not.toContain(gone.name.toLowerCase());
  });
});
