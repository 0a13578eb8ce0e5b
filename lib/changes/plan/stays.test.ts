import { expect, it } from "vitest";
import { type Bench, planChanges, withVendors } from "#lib/changes/changes.testing.ts";
import { planPage } from "#lib/changes/plan/pages.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import type { ParsedPlanSource, PeopleAction } from "#lib/changes/sources/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

const person = (domain: string, firstName: string, orgRole: "admin" | "edit" | "read" | null) => ({
  firstName,
  lastName: "Halden",
  email: `${firstName.toLowerCase()}@${domain}`,
  orgRole,
});
const STAYS = "STAYS_ORG_ADMIN";

describeEachStore("what a demotion leaves", () => {
  const vendors = withVendors();
  /** Ada and Bo administer the organization; Ada, Cy and Di own the team, in which Bo and Ed are members. */
  const open = async () => {
    // People are one over all teams by their address.
    const domain = `${crypto.randomUUID()}.example`;
    const bench = await vendors.open("gitbook", {
      members: 0,
      orgMembers: 5,
      enterprise: true,
      overrides: {
        people: [
          person(domain, "Ada", "admin"),
          person(domain, "Bo", "admin"),
          person(domain, "Cy", "edit"),
          person(domain, "Di", "read"),
          person(domain, "Ed", null),
        ],
        teams: [
          {
            title: "Handbook",
            members: [`bo@${domain}`, `ed@${domain}`],
            owners: [`ada@${domain}`, `cy@${domain}`, `di@${domain}`],
          },
        ],
      },
    });
    const teamId = await bench.teamId();
    const rows = await db()
      .selectFrom("members")
      .select(["user_id", "email", "person_id"])
      .where("team_id", "=", teamId)
      .execute();
    const idOf = (firstName: string): string =>
      rows.find(({ email }) => email?.startsWith(firstName.toLowerCase()))?.user_id ?? "";
    const { target_name } = await db()
      .selectFrom("connections")
      .select("target_name")
      .where("id", "=", bench.connectionId)
      .executeTakeFirstOrThrow();
    return { bench, teamId, idOf, personIds: rows.map((row) => row.person_id), organization: target_name };
  };
  const stays = (plan: Awaited<ReturnType<typeof planPage>>) =>
    plan.changes.flatMap((one) => one.warnings.filter(({ code }) => code === STAYS).map(({ text }) => text));
  const change = (bench: Bench, source: ParsedPlanSource) => planPage(bench.viewer, { source });

  it("is said of a single demotion or removal, before it and after it", async () => {
    const { bench, teamId, idOf, organization } = await open();
    const role = (name: string, to: "owner" | "member"): ChangeRequest => ({
      kind: "member.setRole",
      input: { teamId, userId: idOf(name), role: to },
    });
    expect(stays(await planChanges(bench.viewer, [role("Ada", "member")]))).toEqual([
      `Ada Halden stays Admin of ${organization}.`,
    ]);
    for (const request of [role("Bo", "owner"), role("Cy", "member")])
      expect(stays(await planChanges(bench.viewer, [request]))).toEqual([]);
    const out: ChangeRequest = { kind: "member.remove", input: { teamId, userId: idOf("Bo") } };
    expect(stays(await planChanges(bench.viewer, [out]))).toEqual([
      `Bo Halden stays Admin of ${organization}.`,
    ]);
    const done = await bench.apply(role("Ada", "member"), { acknowledged: ["TOKEN_OWNER"] });
    expect(done.sentence).toMatch(new RegExp(`, and stays Admin of ${organization}$`));
  });

  it("is not said where the same plan ends it", async () => {
    const { bench, teamId, idOf } = await open();
    const userId = idOf("Ada");
    const { connectionId } = bench;
    const demote: ChangeRequest = { kind: "member.setRole", input: { teamId, userId, role: "member" } };
    const lower: ChangeRequest = { kind: "org.setRole", input: { connectionId, userId, orgRole: "read" } };
    const leave: ChangeRequest = { kind: "org.removeMember", input: { connectionId, userId } };
    expect(stays(await planChanges(bench.viewer, [demote, lower]))).toEqual([]);
    expect(stays(await planChanges(bench.viewer, [demote, leave]))).toEqual([]);
  });

  it("is said of whom an organization's role was taken too: what they own they go on to manage", async () => {
    const { bench, teamId, idOf } = await open();
    const lower = (name: string): ChangeRequest => ({
      kind: "org.setRole",
      input: { connectionId: bench.connectionId, userId: idOf(name), orgRole: "read" },
    });
    const said = async (...changes: ChangeRequest[]) =>
      (await planChanges(bench.viewer, changes)).changes.flatMap(({ warnings }) =>
        warnings.filter(({ code }) => code === "STAYS_OWNER").map(({ text }) => text),
      );
    expect(await said(lower("Ada"))).toEqual(["Ada Halden stays Owner of Handbook."]);
    expect(await said(lower("Bo"), lower("Cy"))).toEqual([]);
    const demote: ChangeRequest = {
      kind: "member.setRole",
      input: { teamId, userId: idOf("Ada"), role: "member" },
    };
    expect(await said(lower("Ada"), demote)).toEqual([]);
  });

  it("is complete over people, where that is chosen, and else said of each by name", async () => {
    const { bench, teamId, personIds, organization } = await open();
    const people = (action: PeopleAction): ParsedPlanSource => ({
      kind: "people",
      ids: personIds,
      except: [],
      filter: { q: "" },
      action,
    });
    const plain = await change(bench, people({ do: "setRole", role: "member" }));
    expect(stays(plain)).toEqual([`Ada Halden stays Admin of ${organization}.`]);
    // Bo is a member of the team already: nothing is changed about him, and he manages it all the same.
    const left = plain.changes.filter(({ refusal }) => refusal);
    expect(left.map(({ title }) => title)).toEqual([`Bo Halden stays Admin of ${organization}`]);
    expect(plain.counts).toMatchObject({ apply: 3, refused: 1 });

    const lowered = await change(bench, people({ do: "setRole", role: "member", orgRole: "edit" }));
    expect(stays(lowered)).toEqual([]);
    const roles = lowered.changes.filter(({ kind }) => kind === "org.setRole");
    expect(roles.map(({ subject, before, after }) => `${subject}: ${before} → ${after}`).sort()).toEqual([
      "Ada Halden: Admin → Edit",
      "Bo Halden: Admin → Edit",
    ]);
    const members = await change(bench, {
      kind: "members",
      teamId,
      except: [],
      filter: { q: "" },
      action: { do: "setRole", role: "member", orgRole: "read" },
    });
    expect(members.changes.filter(({ kind }) => kind === "org.setRole")).toHaveLength(3);
    // Making somebody an owner takes nothing away.
    const up = await change(bench, people({ do: "setRole", role: "owner" }));
    expect(up.changes.flatMap(({ refusal }) => refusal ?? [])).toEqual([]);
    expect(stays(up)).toEqual([]);
  });

  it("a demotion is whole: teams and organizations, and whoever cannot be done without stays, with the reason", async () => {
    const { bench, idOf, personIds, organization } = await open();
    const plan = await change(bench, {
      kind: "people",
      ids: personIds,
      except: [],
      filter: { q: "" },
      action: { do: "demote", orgRole: "read" },
    });
    const said = plan.changes
      .filter(({ skip }) => !skip)
      .map(({ title, before, after, refusal }) => `${title}: ${refusal?.reason ?? `${before} → ${after}`}`);
    expect(said.sort()).toEqual([
      `Give Ada Halden the role Read in the organization ${organization}: Stays Admin. Rollcall works with Ada Halden's token, and could lose access`,
      `Give Bo Halden the role Read in the organization ${organization}: Admin → Read`,
      "Make Ada Halden a member of Handbook: Stays Owner. Rollcall works with Ada Halden's token, and could lose access",
      "Make Cy Halden a member of Handbook: Owner → Member",
      "Make Di Halden a member of Handbook: Owner → Member",
    ]);
    // Nothing has to be accepted before, and what is edited by Cy stays theirs to edit.
    expect(plan.risks).toEqual([]);
    expect(plan.counts).toMatchObject({ apply: 3, skipped: 2, refused: 2 });

    // Bo was an admin by the organization alone: afterwards he counts as one nowhere, before any sync too.
    const idOfBo = idOf("Bo");
    const topRank = () =>
      db()
        .selectFrom("people")
        .innerJoin("members", "members.person_id", "people.id")
        .select("people.top_rank")
        .where("members.user_id", "=", idOfBo)
        .executeTakeFirst();
    expect(await topRank()).toEqual({ top_rank: 1 });
    const { connectionId } = bench;
    await bench.apply({ kind: "org.setRole", input: { connectionId, userId: idOfBo, orgRole: "read" } });
    expect(await topRank()).toEqual({ top_rank: 2 });
    await bench.apply({ kind: "org.setRole", input: { connectionId, userId: idOfBo, orgRole: "admin" } });
    expect(await topRank()).toEqual({ top_rank: 1 });
  });

  it("a demotion of all who manage a team leaves it one of them", async () => {
    const bench = await vendors.open("paperspace", { members: 5 });
    const teamId = await bench.teamId();
    const plain = (await bench.state()).members.filter(({ role }) => role === "member");
    for (const { id } of plain.slice(0, 2))
      await bench.apply({ kind: "member.setRole", input: { teamId, userId: id, role: "admin" } });
    const rows = await db()
      .selectFrom("members")
      .select(["person_id", "role"])
      .where("team_id", "=", teamId)
      .execute();
    const managing = rows.filter(({ role }) => role === "admin");
    const plan = await change(bench, {
      kind: "people",
      ids: rows.map((row) => row.person_id),
      except: [],
      filter: { q: "" },
      action: { do: "demote" },
    });
    expect(plan.counts.apply).toBe(managing.length - 1);
    const left = plan.changes.flatMap(({ refusal }) => (refusal ? [refusal.reason] : []));
    expect(left).toContainEqual(expect.stringMatching(/^Stays Admin\. .+ is the last confirmed admin of /));
  });
});
