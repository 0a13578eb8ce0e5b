import { describe, expect, it } from "vitest";
import { applyToEnd, syncAll, withVendors } from "#lib/changes/changes.testing.ts";
import { getOffboarding, listOffboardings } from "#lib/changes/offboarding/data.ts";
import { recordOffboarding, tickItem } from "#lib/changes/offboarding/mutations.ts";
import { planOffboarding } from "#lib/changes/offboarding/plan.ts";
import { offboardingCsv } from "#lib/changes/offboarding/receipt.ts";
import { readLeaving } from "#lib/changes/offboarding/record.ts";
import { beginRefresh, refreshState } from "#lib/changes/offboarding/refresh.ts";
import { offboardedFact } from "#lib/changes/offboarding/still-in.ts";
import { lanesIdle } from "#lib/directory/sync/lanes.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { db } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";

const EMAIL = "member-0004@halden.example";
const personIdByEmail = async (email = EMAIL): Promise<string> =>
  (
    await db()
      .selectFrom("members")
      .select("person_id")
      .where("email", "=", email)
      .where("removed_at", "is", null)
      .executeTakeFirstOrThrow()
  ).person_id;

const wordsOf = ({ checklist }: { checklist: readonly { words: string }[] }): string =>
  checklist.map(({ words }) => words).join("\n");

describe("offboarding", () => {
  useTestStore();
  const vendors = withVendors();
  const both = async () => {
    const paperspace = await vendors.open("paperspace", { members: 5, secrets: 3 });
    const gitbook = await vendors.open("gitbook", { members: 5, teams: 2, orgMembers: 8 });
    return { paperspace, gitbook };
  };
  const organizationOf = async (connectionId: string): Promise<string> =>
    (
      await db()
        .selectFrom("teams")
        .select("id")
        .where("connection_id", "=", connectionId)
        .where("kind", "=", "organization")
        .executeTakeFirstOrThrow()
    ).id;

  it("takes somebody out of every team of both vendors, then is read back", async () => {
    const { paperspace, gitbook } = await both();
    const personId = await personIdByEmail();
    const plan = await planOffboarding(personId);
    expect(plan.changes.map((change) => change.kind).at(-1)).toBe("org.removeMember");
    expect(plan.exposedSecrets).toBe(3);

    const batch = await applyToEnd(paperspace.viewer, plan.changes, {
      acknowledged: ["TOKEN_OWNER", "YOURSELF"],
    });
    expect(batch.changes.every((change) => change.state === "done")).toBe(true);
    const leaving = await readLeaving(paperspace.viewer, batch.batchId, personId);
    const offboarding = { batchId: batch.batchId, personId, unreached: [], ...leaving };
    await recordOffboarding(paperspace.viewer, offboarding);
    await recordOffboarding(paperspace.viewer, offboarding);

    expect((await getOffboarding(paperspace.viewer, batch.batchId)).isFinished).toBe(true);
    await lanesIdle();
    const now = await getOffboarding(paperspace.viewer, batch.batchId);
    expect(now.removals.map((removal) => removal.state)).toEqual(now.removals.map(() => "gone"));
    expect(now.removals.every((removal) => removal.confirmedAt !== undefined)).toBe(true);
    expect(now.secrets.map((secret) => secret.isRotated)).toEqual([false, false, false]);
    expect(now.checklist.map((item) => item.words).join("\n")).toContain("SSH keys");
    const there = await Promise.all([paperspace.state(), gitbook.state()]);
    expect(
      JSON.stringify(there.map(({ members, teams, organizations }) => [members, teams, organizations])),
    ).not.toContain(EMAIL);

    await tickItem(paperspace.viewer, batch.batchId, "item-0", true);
    await tickItem(paperspace.viewer, batch.batchId, "item-0", true);
    const ticked = await getOffboarding(paperspace.viewer, batch.batchId);
    expect(ticked.checklist[0]?.doneAt).toBeDefined();
    expect(offboardingCsv(ticked).split("\r\n").length).toBe(
      2 + ticked.removals.length + ticked.checklist.length + ticked.secrets.length,
    );
    await expect(tickItem(paperspace.viewer, batch.batchId, "no-such", true)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("names where they still are, and keeps what the plan promised there", async () => {
    const email = "olga@staying.example";
    const people = [
      { id: "olga", email, role: "owner" as const },
      { id: "sam", email: "sam@staying.example" },
    ];
    const owned = await vendors.open("paperspace", { members: 2, secrets: 3, overrides: { people } });
    const other = await vendors.open("paperspace", {
      ...{ members: 2, secrets: 2 },
      overrides: {
        people: [
          { id: "boss", email: "boss@staying.example" },
          { id: "olga", email },
        ],
      },
    });
    const personId = await personIdByEmail(email);
    const plan = await planOffboarding(personId);
    const batch = await applyToEnd(owned.viewer, plan.changes, { leaveOut: true });
    expect(batch.changes).toHaveLength(1);
    const leaving = await readLeaving(owned.viewer, batch.batchId, personId);
    await recordOffboarding(owned.viewer, { batchId: batch.batchId, personId, unreached: [], ...leaving });
    const offboarding = await getOffboarding(owned.viewer, batch.batchId);
    expect(offboarding.removals.map(({ teamName }) => teamName)).toEqual([other.tenant.teamName]);
    expect(offboarding.stillIn).toEqual([
      expect.objectContaining({
        ...{ teamName: owned.tenant.teamName, vendor: "paperspace", role: "Owner", isOrganization: false },
        reason: "Paperspace does not let anybody remove a team's owner",
        url: expect.stringContaining("https://"),
      }),
    ]);
    expect(offboarding.checklist).toHaveLength(plan.checklist.length);
    expect(offboarding.secrets).toHaveLength(plan.exposedSecrets);
    expect(offboardingCsv(offboarding)).toMatch(/still in,[^\n]*Owner,[^\n]*does not let anybody remove/);
    const [line] = (await listOffboardings()).filter(({ batchId }) => batchId === batch.batchId);
    expect(line?.open).toEqual({ stillIn: 1, byHand: plan.checklist.length, toRotate: 5 });
    expect(await offboardedFact(personId)).toMatchObject({ batchId: batch.batchId, left: 1 });
  });

  it("calls a removal that was only asked for requested, until it happens", async () => {
    const gitbook = await vendors.open("gitbook", {
      members: 3,
      orgMembers: 6,
      overrides: { settings: { orgMemberDelete: "requested" } },
    });
    const email = "member-0005@halden.example";
    const personId = await personIdByEmail(email);
    const organization = await organizationOf(gitbook.connectionId);
    const { changes } = await planOffboarding(personId);
    const mine = changes.filter(
      (change) => change.kind !== "org.removeMember" || change.input.connectionId === gitbook.connectionId,
    );
    const batch = await applyToEnd(
      gitbook.viewer,
      mine.filter((change) => change.kind === "org.removeMember"),
    );
    await recordOffboarding(gitbook.viewer, {
      batchId: batch.batchId,
      personId,
      label: email,
      unreached: [],
      checklist: [],
    });
    await syncAll(gitbook.connectionId);
    expect((await getOffboarding(gitbook.viewer, batch.batchId)).removals[0]?.state).toBe("requested");
    await gitbook.elsewhere({ op: "removeMember", user: email });
    for (let run = 0; run < 3; run++) {
      await db()
        .updateTable("lists")
        .set({ requested_at: new Date().toISOString() })
        .where("id", "=", listId(organization, "members"))
        .execute();
      await syncAll(gitbook.connectionId);
    }
    expect((await getOffboarding(gitbook.viewer, batch.batchId)).removals[0]?.state).toBe("gone");
  });

  it("refreshes every list first, finds teams that only the vendor knows of, and names what it could not reach", async () => {
    const { paperspace, gitbook } = await both();
    const personId = await personIdByEmail();
    const second = gitbook.tenant.teams[1];
    if (!second) throw new Error("no second team");
    const person = (await gitbook.state()).members.find((member) => member.email === EMAIL);
    await gitbook.elsewhere({
      op: "addMember",
      person: { id: person?.id ?? "", email: EMAIL },
      teamId: second.id,
    });
    await paperspace.faults({ route: "paperspace GET /teams/:id/users", status: 503 });
    const begun = await beginRefresh(personId);
    expect(begun.listIds).toContain(listId(await gitbook.teamId(second.id), "members"));
    await lanesIdle();
    const state = await refreshState(begun.since, begun.listIds);
    expect(state.done).toBe(state.total);
    expect(state.unreached.map((one) => one.name)).toContain(`${paperspace.tenant.teamName} on Paperspace`);
  });

  it("takes the organization too, unless they are to stay there, which it says", async () => {
    const { gitbook } = await both();
    const personId = await personIdByEmail();
    const everything = await planOffboarding(personId);
    const leaves = ({ changes }: typeof everything) =>
      changes.some(
        (one) => one.kind === "org.removeMember" && one.input.connectionId === gitbook.connectionId,
      );
    expect(leaves(everything)).toBe(true);
    expect(everything.stays).toEqual([]);
    expect(wordsOf(everything)).not.toContain("Decide whether");
    const staying = await planOffboarding(personId, {
      staysIn: [await organizationOf(gitbook.connectionId)],
    });
    expect(leaves(staying)).toBe(false);
    expect(staying.changes).toHaveLength(everything.changes.length - 1);
    expect(staying.stays).toEqual([expect.stringMatching(/^\w+ of ./)]);
    expect(wordsOf(staying)).toContain("Decide whether");
  });

  it("refuses what it does not know", async () => {
    await expect(planOffboarding("0".repeat(26))).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(beginRefresh("0".repeat(26))).rejects.toMatchObject({ code: "NOT_FOUND" });
    const { viewer } = await vendors.open("paperspace");
    await expect(getOffboarding(viewer, "none")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(readLeaving(viewer, "none", "none")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
