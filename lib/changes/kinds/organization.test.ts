import { describe, expect, it } from "vitest";
import { type Bench, eventsOf, planChanges, withVendors } from "#lib/changes/changes.testing.ts";
import { knownMember, knownOrgMember, orgMemberByEmail } from "#lib/changes/kinds/refs.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";

useTestStore();
const vendors = withVendors();

const INVITE = "gitbook POST /orgs/:org/invites";
const NEW = "newcomer@elsewhere.example";

const open = (more = {}) => vendors.open("gitbook", { members: 3, orgMembers: 6, ...more });
const peopleOf = async (bench: Bench) => (await bench.state()).members;
const person = async (bench: Bench, email: string) =>
  (await peopleOf(bench)).find((one) => one.email === email);
const ordinary = async (bench: Bench) => {
  const found = (await peopleOf(bench)).find(
    (one) => one.orgRole !== "admin" && one.id !== bench.tenant.tokenUserId && !one.disabled,
  );
  if (!found) throw new Error("a tenant without ordinary people");
  return found;
};
const invite = async (
  bench: Bench,
  more: Partial<{ teamId: string; orgRole: string; sso: boolean }> = {},
): Promise<ChangeRequest> => ({
  kind: "org.invite",
  input: { connectionId: bench.connectionId, email: NEW, ...more },
});

describe("org.invite", () => {
  it("invites, then adds to the team by the id that the invitation returned", async () => {
    const bench = await open();
    const teamId = await bench.teamId();
    const change = await invite(bench, { teamId, orgRole: "edit" });
    const plan = await planChanges(bench.viewer, [change]);
    expect(plan.changes[0]).toMatchObject({ calls: 2, warnings: [{ code: "SEATS", confirm: false }] });
    const outcome = await bench.apply(change);
    expect(outcome).toMatchObject({
      state: "done",
      sentence: `${NEW} was invited and is now a member of ${bench.tenant.teamName}`,
    });
    const made = await person(bench, NEW);
    expect(made?.orgRole).toBe("edit");
    const team = (await bench.state()).teams.find(({ id }) => id === bench.tenant.teamId);
    expect(team?.members.map((member) => member.id)).toContain(made?.id);
    expect((await knownMember(teamId, made?.id ?? ""))?.role).toBe("member");
    expect((await orgMemberByEmail(bench.connectionId, NEW))?.orgRole).toBe("edit");
    expect(outcome.undo).toMatchObject({ kind: "org.removeMember", input: { userId: made?.id } });
    expect(await vendors.control().violations(bench.token)).toEqual([]);
  });

  describe("under single sign-on", () => {
    const bodies = async (bench: Bench) =>
      (await bench.calls()).filter((call) => call.method === "POST").map((call) => call.body);

    it("is asked for by itself where it is enforced, and the plan says so", async () => {
      const bench = await open({ ssoEnforced: true });
      const plan = await planChanges(bench.viewer, [await invite(bench, { orgRole: "edit" })]);
      expect(plan.changes[0]?.after).toContain("with single sign-on");
      expect(plan.changes[0]?.warnings.map(({ code }) => code)).toEqual(["SEATS", "SSO_ENFORCED"]);
      expect(await bench.apply(await invite(bench, { orgRole: "edit" }))).toMatchObject({ state: "done" });
      expect(await bodies(bench)).toEqual([{ emails: [NEW], role: "edit", sso: true }]);
    });

    it("is offered where it is not enforced: in the plan, in its digest, and in what the vendor gets", async () => {
      const bench = await open();
      const without = await planChanges(bench.viewer, [await invite(bench)]);
      const withSso = await planChanges(bench.viewer, [await invite(bench, { sso: true })]);
      expect(without.changes[0]?.after).not.toContain("single sign-on");
      expect(withSso.changes[0]?.after).toContain("with single sign-on");
      expect(withSso.digest).not.toBe(without.digest);
      await bench.apply(await invite(bench, { sso: true }));
      expect(await bodies(bench)).toEqual([{ emails: [NEW], sso: true }]);
    });

    it("that was switched on since is said, nothing is sent past the plan, and the next one has it", async () => {
      const bench = await open();
      await bench.elsewhere({ op: "configure", settings: { ssoEnforced: true } });
      expect(await bench.apply(await invite(bench))).toMatchObject({
        state: "failed",
        reason: expect.stringContaining("enforces single sign-on by now"),
      });
      expect(await person(bench, NEW)).toBeUndefined();
      const again = await planChanges(bench.viewer, [await invite(bench)]);
      expect(again.changes[0]?.after).toContain("with single sign-on");
      expect(await bench.apply(await invite(bench))).toMatchObject({ state: "done" });
      expect(await bodies(bench)).toHaveLength(2);
    });

    it("is told by person where the vendor left it out", async () => {
      const bench = await open();
      const email = "sso-fail@elsewhere.example";
      expect(
        await bench.apply({
          kind: "org.invite",
          input: { connectionId: bench.connectionId, email, sso: true },
        }),
      ).toMatchObject({
        state: "done",
        reason: "Without single sign-on: in another organization already",
        sentence: expect.stringMatching(/sso-fail@elsewhere\.example .*without single sign-on/),
      });
    });
  });

  it("ends done by read-back when the answer was lost, and invites once", async () => {
    const bench = await open();
    await bench.faults({ route: INVITE, times: 1, drop: "after" });
    expect(await bench.apply(await invite(bench))).toMatchObject({ state: "done" });
    expect(await bench.lost()).toBe(1);
    const calls = await vendors.control().calls(bench.token);
    expect(calls.filter((call) => call.method === "POST")).toHaveLength(1);
  });

  it("goes on with the team when the invitation worked and its answer was lost", async () => {
    const bench = await open();
    const teamId = await bench.teamId();
    await bench.faults({ route: INVITE, times: 1, drop: "after" });
    expect(await bench.apply(await invite(bench, { teamId }))).toMatchObject({ state: "done" });
    const made = await person(bench, NEW);
    expect((await knownMember(teamId, made?.id ?? ""))?.role).toBe("member");
  });

  it("is not sent again when it was lost on the way", async () => {
    const bench = await open();
    await bench.faults({ route: INVITE, times: 1, drop: "before" });
    expect(await bench.apply(await invite(bench))).toMatchObject({
      state: "failed",
      reason: `GitBook did not answer, and ${NEW} is not in the organization`,
    });
    expect((await bench.calls()).filter((call) => call.method === "POST")).toHaveLength(1);
    expect(await person(bench, NEW)).toBeUndefined();
  });

  it("does not make a member of somebody who became an owner elsewhere", async () => {
    const bench = await open();
    const teamId = await bench.teamId();
    const colleague = (await peopleOf(bench)).at(-1);
    const email = colleague?.email ?? "";
    await bench.elsewhere({
      op: "addMember",
      person: { id: colleague?.id ?? "", email },
      teamId: bench.tenant.teamId,
      teamRole: "owner",
    });
    const input = { connectionId: bench.connectionId, email, teamId, role: "member" as const };
    expect(await bench.apply({ kind: "org.invite", input })).toMatchObject({
      state: "failed",
      code: "VENDOR_CONFLICT",
    });
    expect((await bench.calls()).filter((call) => call.method !== "GET")).toEqual([]);
  });

  it("does not invite again when only adding was lost", async () => {
    const bench = await open();
    const teamId = await bench.teamId();
    await bench.faults({
      route: "gitbook PUT /orgs/:org/teams/:team/members/:user",
      times: 1,
      drop: "before",
    });
    expect(await bench.apply(await invite(bench, { teamId }))).toMatchObject({ state: "done" });
    expect((await bench.calls()).filter((call) => call.method === "POST")).toHaveLength(1);
  });

  it("tells that somebody was invited but not added", async () => {
    const bench = await open();
    const body = JSON.stringify({ error: { code: 400, message: "The team is full" } });
    await bench.faults({ route: "gitbook PUT /orgs/:org/teams/:team/members/:user", status: 400, body });
    const outcome = await bench.apply(await invite(bench, { teamId: await bench.teamId() }));
    expect(outcome).toMatchObject({
      state: "failed",
      code: "VENDOR_REFUSED",
      reason: `${NEW} was invited, but not added to ${bench.tenant.teamName}: The team is full`,
    });
  });

  it("tells that an invitation worked without single sign-on", async () => {
    const bench = await open();
    const email = "sso-fail@elsewhere.example";
    const input = { connectionId: bench.connectionId, email, sso: true };
    const outcome = await bench.apply({ kind: "org.invite", input });
    expect(outcome.state).toBe("done");
    expect(outcome.sentence).toContain("without single sign-on");
    expect(outcome.reason).toBe("Without single sign-on: in another organization already");
    expect(await person(bench, email)).toBeDefined();
  });

  it("fails with the vendor's reason where no seat is left", async () => {
    const bench = await open();
    await bench.elsewhere({ op: "configure", settings: { seatLimit: 1 } });
    expect(await bench.apply(await invite(bench))).toMatchObject({
      state: "failed",
      code: "VENDOR_REFUSED",
      reason: "There are not enough seats left in your plan.",
    });
    expect(await person(bench, NEW)).toBeUndefined();
  });

  it("skips who is in the organization, and only adds them where a team is asked for", async () => {
    const bench = await open();
    const team = (await bench.state()).teams.find(({ id }) => id === bench.tenant.teamId);
    const inTeam = new Set(team?.members.map((member) => member.id));
    const known = (await peopleOf(bench)).find((one) => !inTeam.has(one.id) && one.email);
    const input = { connectionId: bench.connectionId, email: known?.email ?? "" };
    expect(await bench.apply({ kind: "org.invite", input })).toMatchObject({ state: "skipped" });
    const teamId = await bench.teamId();
    expect(await bench.apply({ kind: "org.invite", input: { ...input, teamId } })).toMatchObject({
      state: "done",
    });
    const calls = await vendors.control().calls(bench.token);
    expect(calls.filter((call) => call.method === "POST")).toEqual([]);
    expect((await knownMember(teamId, known?.id ?? ""))?.role).toBe("member");
  });
});

describe("org.setRole", () => {
  const PATCH = "gitbook PATCH /orgs/:org/members/:user";
  const setRole = (bench: Bench, userId: string, orgRole: string): ChangeRequest => ({
    kind: "org.setRole",
    input: { connectionId: bench.connectionId, userId, orgRole },
  });

  it("makes an admin of the organization, in every row, and takes it back", async () => {
    const bench = await open();
    const who = await ordinary(bench);
    const outcome = await bench.apply(setRole(bench, who.id, "admin"));
    expect(outcome).toMatchObject({
      state: "done",
      sentence: `${who.name} now has the role Admin in ${bench.tenant.organizationTitle}`,
    });
    expect((await peopleOf(bench)).find(({ id }) => id === who.id)?.orgRole).toBe("admin");
    expect((await knownOrgMember(bench.connectionId, who.id))?.orgRole).toBe("admin");
    const back = await bench.apply(outcome.undo as ChangeRequest, { undoOf: outcome.id });
    expect(back.state).toBe("done");
    expect((await peopleOf(bench)).find(({ id }) => id === who.id)?.orgRole).toBe(who.orgRole);
    expect(await vendors.control().violations(bench.token)).toEqual([]);
  });

  it("ends done by read-back, is sent again, and fails with the vendor's reason", async () => {
    const bench = await open();
    const who = await ordinary(bench);
    for (const [orgRole, drop] of [
      ["comment", "after"],
      ["admin", "before"],
    ] as const) {
      await bench.faults({ route: PATCH, times: 1, drop });
      expect(await bench.apply(setRole(bench, who.id, orgRole))).toMatchObject({ state: "done" });
      expect((await peopleOf(bench)).find(({ id }) => id === who.id)?.orgRole).toBe(orgRole);
    }
    expect(await bench.lost()).toBe(2);
    await bench.elsewhere({ op: "configure", settings: { readOnly: true } });
    expect(await bench.apply(setRole(bench, who.id, "read"))).toMatchObject({
      state: "failed",
      code: "VENDOR_FORBIDDEN",
    });
  });

  it("refuses a role that the vendor has not", async () => {
    const bench = await open();
    const who = await ordinary(bench);
    await expect(bench.apply(setRole(bench, who.id, "emperor"))).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
    });
  });

  it("warns before the last admin goes, and asks live who else is one", async () => {
    const bench = await open();
    const admins = (await peopleOf(bench)).filter((one) => one.orgRole === "admin");
    const [first, ...others] = admins;
    if (!first) throw new Error("no admin");
    // A second admin, of whom our copy knows and who is none any more.
    const second = others[0] ?? (await ordinary(bench));
    if (others.length === 0) await bench.apply(setRole(bench, second.id, "admin"));
    for (const one of [second, ...others.slice(1)])
      await bench.elsewhere({ op: "setOrgRole", user: one.id, role: "read" });
    const codes = ["TOKEN_OWNER", "YOURSELF"];
    const outcome = await bench.apply(setRole(bench, first.id, "read"), { acknowledged: codes });
    expect(outcome).toMatchObject({ state: "failed", code: "LAST_ADMIN" });
    expect((await peopleOf(bench)).find(({ id }) => id === first.id)?.orgRole).toBe("admin");
  });
});

describe("org.removeMember", () => {
  const remove = (bench: Bench, userId: string): ChangeRequest => ({
    kind: "org.removeMember",
    input: { connectionId: bench.connectionId, userId },
  });
  const DELETE = "gitbook DELETE /orgs/:org/members/:user";

  it("removes who joined since our copy was made, and names them first", async () => {
    const bench = await open();
    await bench.elsewhere({ op: "addMember", person: { id: "new-one", email: NEW, orgRole: "edit" } });
    const plan = await planChanges(bench.viewer, [remove(bench, "new-one")]);
    expect(plan.changes[0]).toMatchObject({ email: NEW, before: "Edit", calls: 1 });
    expect(await bench.apply(remove(bench, "new-one"))).toMatchObject({ state: "done" });
    expect(await person(bench, NEW)).toBeUndefined();
  });

  it("says three different things for 205, 204 and 202", async () => {
    const bench = await open();
    const organization = bench.tenant.organizationTitle;
    const who = await ordinary(bench);
    const removed = await bench.apply(remove(bench, who.id));
    expect(removed).toMatchObject({
      state: "done",
      sentence: `${who.name} was removed from ${organization}`,
    });
    expect(await knownOrgMember(bench.connectionId, who.id)).toBeUndefined();

    const gone = await ordinary(bench);
    await bench.elsewhere({ op: "removeMember", user: gone.id });
    expect(await bench.apply(remove(bench, gone.id))).toMatchObject({
      state: "skipped",
      sentence: `${gone.name} was already gone`,
    });

    await bench.elsewhere({ op: "configure", settings: { orgMemberDelete: "requested" } });
    const asked = await ordinary(bench);
    const requested = await bench.apply(remove(bench, asked.id));
    expect(requested).toMatchObject({
      state: "done",
      sentence: `${asked.name}'s removal was requested from the admins of ${organization}`,
    });
    expect(await knownOrgMember(bench.connectionId, asked.id)).toBeDefined();
    const last = (await eventsOf(requested.batchId)).at(-1);
    expect(JSON.parse(last?.body ?? "{}")).toMatchObject({ facts: { requested: true } });
  });

  it("ends done by read-back, is sent again, and fails with the vendor's reason", async () => {
    for (const drop of ["after", "before"] as const) {
      const bench = await open();
      const who = await ordinary(bench);
      await bench.faults({ route: DELETE, times: 1, drop });
      expect(await bench.apply(remove(bench, who.id))).toMatchObject({ state: "done" });
      expect(await bench.lost()).toBe(1);
      expect((await peopleOf(bench)).some(({ id }) => id === who.id)).toBe(false);
    }
    const bench = await open();
    await bench.elsewhere({ op: "configure", settings: { readOnly: true } });
    expect(await bench.apply(remove(bench, (await ordinary(bench)).id))).toMatchObject({ state: "failed" });
  });

  it("warns where somebody is the last owner of teams, unless the plan takes them out of those first", async () => {
    const bench = await open();
    const { team_id: teamId, user_id: userId } = await db()
      .selectFrom("members")
      .innerJoin("teams", "teams.id", "members.team_id")
      .select(["team_id", "user_id"])
      .where("members.connection_id", "=", bench.connectionId)
      .where("teams.kind", "=", "team")
      .where("members.status", "=", "active")
      .executeTakeFirstOrThrow();
    const give = (role: "member" | "owner") =>
      db().updateTable("members").set({ role }).where("team_id", "=", teamId);
    await give("member").execute();
    await give("owner").where("user_id", "=", userId).execute();
    const codesOf = async (changes: ChangeRequest[]) =>
      (await planChanges(bench.viewer, changes)).changes.at(-1)?.warnings.map(({ code }) => code);
    expect(await codesOf([remove(bench, userId)])).toContain("LAST_OWNER");
    const leaving: ChangeRequest = { kind: "member.remove", input: { teamId, userId: userId } };
    expect(await codesOf([leaving, remove(bench, userId)])).not.toContain("LAST_OWNER");
  });
});
