import { describe, expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { type Bench, endOf, withVendors } from "#lib/changes/changes.testing.ts";
import { PLAN_LINES } from "#lib/changes/constants.ts";
import { planPage } from "#lib/changes/plan/pages.ts";
import type { ParsedPlanSource } from "#lib/changes/sources/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore, useTestStore } from "#lib/store/db/db.testing.ts";

type MemberSource = Extract<ParsedPlanSource, { kind: "members" }>;
const PROMOTE = { do: "setRole", role: "admin" } as const;
const members = async (bench: Bench, more: Partial<MemberSource> = {}): Promise<ParsedPlanSource> => ({
  kind: "members",
  teamId: await bench.teamId(),
  except: [],
  filter: { q: "" },
  action: PROMOTE,
  ...more,
});
const begin = async (bench: Bench, source: ParsedPlanSource, key = crypto.randomUUID()) => {
  const plan = await planPage(bench.viewer, { source });
  return applyChanges(bench.viewer, {
    key,
    source,
    acknowledged: plan.risks.map(({ code }) => code),
    planDigest: plan.digest,
    leaveOut: true,
  });
};

describeEachStore("a plan from a selection", () => {
  const vendors = withVendors();

  it("is of all that match, but for the exceptions; what cannot be is left out", async () => {
    const bench = await vendors.open("paperspace", { members: 12 });
    const people = (await bench.state()).members;
    const plain = people.filter((one) => one.role === "member").map((one) => one.id);
    const source = await members(bench, { except: plain.slice(0, 2) });
    const plan = await planPage(bench.viewer, { source });
    const owners = people.filter((one) => one.role === "owner").length;
    const admins = people.filter((one) => one.role === "admin").length;
    expect(plan.counts).toEqual({
      apply: plain.length - 2,
      skipped: admins,
      refused: owners,
      irreversible: 0,
    });
    expect(plan.total).toBe(people.length - 2);
    const answer = await begin(bench, source);
    if (answer.status !== "accepted") throw new Error(answer.status);
    const { changes } = await endOf(bench.viewer, answer.batch.batchId);
    expect(changes).toHaveLength(plain.length - 2 + admins);
    const now = (await bench.state()).members.filter((one) => one.role === "member").map((one) => one.id);
    expect(now.sort()).toEqual(plain.slice(0, 2).sort());
  });

  it("is shown again when it is another one by the time it is applied", async () => {
    const bench = await vendors.open("paperspace", { members: 6 });
    const source = await members(bench);
    const plan = await planPage(bench.viewer, { source });
    const userId = (await bench.state()).members.find((one) => one.role === "member")?.id ?? "";
    await bench.apply({
      kind: "member.setRole",
      input: { teamId: await bench.teamId(), userId, role: "admin" },
    });
    const key = crypto.randomUUID();
    const asked = { key, source, acknowledged: [], leaveOut: true };
    const answer = await applyChanges(bench.viewer, { ...asked, planDigest: plan.digest });
    if (answer.status !== "changed") throw new Error(answer.status);
    expect(answer.plan.counts).toEqual({
      ...plan.counts,
      apply: plan.counts.apply - 1,
      skipped: plan.counts.skipped + 1,
    });
    expect((await bench.state()).writes).toHaveLength(1);
    const again = await applyChanges(bench.viewer, { ...asked, planDigest: answer.plan.digest });
    expect(again.status).toBe("accepted");
  });

  it("sent twice at once, is one batch", async () => {
    const bench = await vendors.open("paperspace", { members: 10 });
    const source = await members(bench);
    const plan = await planPage(bench.viewer, { source });
    const asked = {
      key: crypto.randomUUID(),
      source,
      acknowledged: [],
      planDigest: plan.digest,
      leaveOut: true,
    };
    const answers = await Promise.all([1, 2, 3].map(() => applyChanges(bench.viewer, asked)));
    const ids = answers.map((answer) =>
      answer.status === "accepted" ? answer.batch.batchId : answer.status,
    );
    expect(new Set(ids).size).toBe(1);
    await endOf(bench.viewer, ids[0] ?? "");
    expect((await bench.state()).writes).toHaveLength(plan.counts.apply);
    await expect(
      applyChanges(bench.viewer, { ...asked, source: await members(bench, { except: ["x"] }) }),
    ).rejects.toMatchObject({ code: "KEY_REUSED" });
  });

  it("removes many of a GitBook team in one call, and reads back whom", async () => {
    const bench = await vendors.open("gitbook", { members: 9, orgMembers: 12, enterprise: true });
    await vendors.control().clearCalls(bench.token);
    await bench.faults({ route: "gitbook PUT /orgs/:org/teams/:team/members", times: 1, drop: "after" });
    const source = await members(bench, { filter: { q: "", role: "member" }, action: { do: "remove" } });
    const answer = await begin(bench, source);
    if (answer.status !== "accepted") throw new Error(answer.status);
    const { changes } = await endOf(bench.viewer, answer.batch.batchId);
    expect(changes.length).toBeGreaterThan(4);
    expect(changes.every((change) => change.state === "done")).toBe(true);
    const team = (await bench.state()).teams.find(({ id }) => id === bench.tenant.teamId);
    expect(team?.members.every((one) => one.role === "owner")).toBe(true);
    const sent = (await vendors.control().calls(bench.token)).filter((call) => call.method !== "GET");
    expect(sent.map((call) => call.route)).toEqual(["PUT /orgs/:org/teams/:team/members"]);
    const live = await db()
      .selectFrom("members")
      .select("user_id")
      .where("team_id", "=", await bench.teamId())
      .where("removed_at", "is", null)
      .execute();
    expect(live).toHaveLength(team?.members.length ?? -1);
  });

  it("adds people of one vendor to a team of the other, inviting those who are outside", async () => {
    const shared = { email: "both@halden.example", firstName: "Both", lastName: "Sides" };
    const compute = await vendors.open("paperspace", {
      overrides: {
        people: [
          { id: "p-own", email: "own@halden.example", role: "owner" },
          { id: "p-both", ...shared, role: "member" },
          { id: "p-new", email: "new@halden.example", role: "member" },
          { id: "p-none", firstName: "No", lastName: "Mail", role: "member" },
        ],
      },
    });
    await db()
      .updateTable("members")
      .set({ email: null, email_key: null })
      .where("user_id", "=", "p-none")
      .execute();
    const docs = await vendors.open("gitbook", {
      members: 0,
      overrides: {
        people: [
          { id: "g-admin", email: "root@halden.example", orgRole: "admin" },
          { id: "g-both", ...shared, orgRole: "read" },
        ],
        teams: [{ title: "Handbook", members: [] }],
      },
    });
    const action = {
      do: "addToTeams" as const,
      teamIds: [await docs.teamId()],
      role: "member" as const,
    } satisfies MemberSource["action"];
    const source = await members(compute, { ids: ["p-both", "p-new", "p-none"], action });
    const plan = await planPage(compute.viewer, { source });
    const lines = plan.changes.map((line) => `${line.kind}, ${line.refusal?.reason ?? ""}`).sort();
    expect(lines).toEqual([
      "member.add, ",
      "member.add, No Mail has no e-mail address by which GitBook could invite them",
      "org.invite, ",
    ]);
    const answer = await begin(compute, source);
    if (answer.status !== "accepted") throw new Error(answer.status);
    await endOf(compute.viewer, answer.batch.batchId);
    const emails = (await docs.state()).teams[0]?.members.map((one) => one.email).sort();
    expect(emails).toEqual(["both@halden.example", "new@halden.example"]);
  });
});

describe("a long plan", () => {
  useTestStore();
  const vendors = withVendors({ runner: false });

  it("is read in stretches, what needs a look first", async () => {
    const bench = await vendors.open("paperspace", { members: 460 });
    const source = await members(bench);
    const first = await planPage(bench.viewer, { source });
    expect(first.changes).toHaveLength(PLAN_LINES);
    expect(first.changes[0]?.refusal).toBeDefined();
    const lines = [...first.changes];
    while (lines.length < first.total) {
      const next = await planPage(bench.viewer, { source, offset: lines.length });
      expect(next.digest).toBe(first.digest);
      expect(next.changes.length).toBeGreaterThan(0);
      lines.push(...next.changes);
    }
    expect(lines).toHaveLength(460);
    expect(new Set(lines.map((line) => line.title)).size).toBe(460);
  }, 30_000);

  it("is refused to a viewer, and where nothing matches", async () => {
    const bench = await vendors.open("paperspace", { members: 5 });
    const source = await members(bench);
    const viewer = { ...bench.viewer, role: "viewer" } as const;
    await expect(planPage(viewer, { source })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const none = await members(bench, { filter: { q: "nobody of this name" } });
    await expect(
      applyChanges(bench.viewer, { key: crypto.randomUUID(), source: none, acknowledged: [] }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});
