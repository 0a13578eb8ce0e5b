import { describe, expect, it } from "vitest";
import { planChanges } from "#lib/changes/plan.ts";
import { knownMember } from "#lib/changes/refs.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { applyToEnd, type Bench, eventsOf, withVendors } from "#lib/changes/testing.ts";
import { useTestStore } from "#lib/db/testing.ts";

useTestStore();
const vendors = withVendors();

const PUT = "paperspace PUT /teams/:id/users/:userId";
const DELETE = "paperspace DELETE /teams/:id/users/:userId";

/** An owner, an admin, a second admin and two members. */
const people = {
  overrides: {
    people: [
      { id: "u-owner", email: "owner@halden.example", role: "owner" as const },
      {
        id: "u-ada",
        email: "ada@halden.example",
        firstName: "Ada",
        lastName: "Okafor",
        role: "admin" as const,
      },
      {
        id: "u-ben",
        email: "ben@halden.example",
        firstName: "Ben",
        lastName: "Lund",
        role: "admin" as const,
      },
      {
        id: "u-cleo",
        email: "cleo@halden.example",
        firstName: "Cleo",
        lastName: "Sato",
        role: "member" as const,
      },
      {
        id: "u-dan",
        email: "dan@halden.example",
        firstName: "Dan",
        lastName: "Reyes",
        role: "member" as const,
      },
    ],
    tokenUser: "u-owner",
  },
};
const setRole = async (
  bench: Bench,
  userId: string,
  role: "admin" | "member" | "owner",
): Promise<ChangeRequest> => ({
  kind: "member.setRole",
  input: { teamId: await bench.teamId(), userId, role },
});
const remove = async (bench: Bench, userId: string): Promise<ChangeRequest> => ({
  kind: "member.remove",
  input: { teamId: await bench.teamId(), userId },
});
const roleThere = async (bench: Bench, userId: string) =>
  (await bench.state()).members.find((member) => member.id === userId)?.role;
const writes = async (bench: Bench) => (await bench.state()).writes.length;

describe("member.setRole on Paperspace", () => {
  it("promotes, patches the row, records intent and outcome, and offers the way back", async () => {
    const bench = await vendors.open("paperspace", people);
    const outcome = await bench.apply(await setRole(bench, "u-cleo", "admin"));
    expect(outcome).toMatchObject({
      state: "done",
      sentence: `Cleo Sato is now an admin of ${bench.tenant.teamName}`,
      before: "Member",
      after: "Admin",
    });
    expect(await roleThere(bench, "u-cleo")).toBe("admin");
    expect((await knownMember(await bench.teamId(), "u-cleo"))?.role).toBe("admin");
    expect((await eventsOf(outcome.batchId)).map((event) => event.outcome)).toEqual(["running", "done"]);
    expect(outcome.undo).toEqual(await setRole(bench, "u-cleo", "member"));
    const undone = await bench.apply(outcome.undo as ChangeRequest, { undoOf: outcome.id });
    expect(undone.state).toBe("done");
    expect(await roleThere(bench, "u-cleo")).toBe("member");
    expect(await vendors.control().violations(bench.token)).toEqual([]);
  });

  it("skips what is already so, without a call", async () => {
    const bench = await vendors.open("paperspace", people);
    expect(await bench.apply(await setRole(bench, "u-ada", "admin"))).toMatchObject({ state: "skipped" });
    expect(await writes(bench)).toBe(0);
  });

  it("refuses to touch an owner, to make one, and a person who is not there", async () => {
    const bench = await vendors.open("paperspace", people);
    const tries: [string, "owner" | "member", string][] = [
      ["u-owner", "member", "NOT_SUPPORTED"],
      ["u-cleo", "owner", "NOT_SUPPORTED"],
      ["u-nobody", "member", "NOT_FOUND"],
    ];
    for (const [userId, role, code] of tries)
      await expect(bench.apply(await setRole(bench, userId, role))).rejects.toMatchObject({ code });
    expect(await writes(bench)).toBe(0);
  });

  it("reports the vendor's refusal and leaves the row", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.faults({
      route: PUT,
      status: 400,
      body: '{"code":"BAD_REQUEST","message":"Seat limit reached"}',
    });
    const outcome = await bench.apply(await setRole(bench, "u-cleo", "admin"));
    expect(outcome).toMatchObject({
      state: "failed",
      code: "VENDOR_REFUSED",
      reason: "Seat limit reached",
      sentence: `Could not make Cleo Sato an admin of ${bench.tenant.teamName}`,
    });
    expect((await knownMember(await bench.teamId(), "u-cleo"))?.role).toBe("member");
  });

  it("says that somebody who left meanwhile is gone", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.elsewhere({ op: "removeMember", user: "u-cleo" });
    expect(await bench.apply(await setRole(bench, "u-cleo", "admin"))).toMatchObject({
      state: "failed",
      code: "VENDOR_NOT_FOUND",
      reason: `Cleo Sato is no longer in ${bench.tenant.teamName}`,
    });
  });

  it("ends done by read-back when the answer was lost, and is not sent twice", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.faults({ route: PUT, times: 1, drop: "after" });
    expect(await bench.apply(await setRole(bench, "u-cleo", "admin"))).toMatchObject({ state: "done" });
    expect(await bench.lost()).toBe(1);
    expect(await writes(bench)).toBe(1);
  });

  it("is sent again when it was lost on the way", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.faults({ route: PUT, times: 1, drop: "before" });
    expect(await bench.apply(await setRole(bench, "u-cleo", "admin"))).toMatchObject({ state: "done" });
    expect(await bench.lost()).toBe(1);
    expect(await roleThere(bench, "u-cleo")).toBe("admin");
  });

  it("fails when it is lost on the way each time", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.faults({ route: PUT, drop: "before" });
    expect(await bench.apply(await setRole(bench, "u-cleo", "admin"))).toMatchObject({ state: "failed" });
    expect(await roleThere(bench, "u-cleo")).toBe("member");
  });

  it("is unknown when the read-back is silent too, and asks for a run", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.faults(
      { route: PUT, drop: "after" },
      { route: "paperspace GET /teams/:id/users", drop: "before" },
    );
    const outcome = await bench.apply(await setRole(bench, "u-cleo", "admin"));
    expect(outcome).toMatchObject({
      state: "unknown",
      sentence: `It is not known whether Cleo Sato is now an admin of ${bench.tenant.teamName}`,
    });
    expect(outcome.undo).toBeUndefined();
    expect((await knownMember(await bench.teamId(), "u-cleo"))?.role).toBe("member");
  });
});

describe("the last way in", () => {
  const only = {
    overrides: { ...people.overrides, people: people.overrides.people.filter(({ id }) => id !== "u-ben") },
  };

  it("warns before the last confirmed admin goes, and goes on when that is acknowledged", async () => {
    const bench = await vendors.open("paperspace", only);
    for (const change of [await setRole(bench, "u-ada", "member"), await remove(bench, "u-ada")]) {
      const plan = await planChanges(bench.viewer, [change]);
      expect(plan.changes[0]?.warnings).toContainEqual(
        expect.objectContaining({ code: "LAST_ADMIN", confirm: true }),
      );
      await expect(bench.apply(change)).rejects.toThrow("needs confirmation");
    }
    expect(await writes(bench)).toBe(0);
    const outcome = await bench.apply(await setRole(bench, "u-ada", "member"), {
      acknowledged: ["LAST_ADMIN"],
    });
    expect(outcome.state).toBe("done");
  });

  it("does not count an invited admin", async () => {
    const bench = await vendors.open("paperspace", {
      overrides: {
        ...only.overrides,
        people: [
          ...only.overrides.people,
          { id: "u-eve", email: "eve@halden.example", role: "admin", invited: true },
        ],
      },
    });
    await expect(bench.apply(await remove(bench, "u-ada"))).rejects.toThrow("LAST_ADMIN");
  });

  it("asks live where our copy knows of another admin who is none any more", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.elsewhere({ op: "setRole", user: "u-ben", role: "member" });
    const change = await setRole(bench, "u-ada", "member");
    const plan = await planChanges(bench.viewer, [change]);
    expect(plan.changes[0]?.warnings.map((warning) => warning.code)).toContain("LAST_ADMIN");
    // Applied all the same, by somebody whom nobody warned: the runner asks again.
    expect(await bench.apply(change)).toMatchObject({ state: "failed", code: "LAST_ADMIN" });
    expect(await roleThere(bench, "u-ada")).toBe("admin");
  });

  it("lets one of two last admins stay when both are to go in one plan, or at once", async () => {
    const bench = await vendors.open("paperspace", people);
    const both = [await setRole(bench, "u-ada", "member"), await remove(bench, "u-ben")];
    await expect(bench.apply(both)).rejects.toThrow("LAST_ADMIN");
    const ended = await Promise.all(both.map((change) => bench.apply(change)));
    expect(ended.map((outcome) => outcome.state).sort()).toEqual(["done", "failed"]);
    const admins = (await bench.state()).members.filter((member) => member.role === "admin");
    expect(admins).toHaveLength(1);
  });

  it("warns about the token's owner and about oneself", async () => {
    const bench = await vendors.open("paperspace", {
      ...people,
      overrides: { ...people.overrides, tokenUser: "u-ada" },
    });
    const viewer = { ...bench.viewer, email: "ADA@halden.example" };
    const plan = await planChanges(viewer, [await remove(bench, "u-ada")]);
    const codes = plan.changes[0]?.warnings.filter(({ confirm }) => confirm).map(({ code }) => code);
    expect(codes).toEqual(["TOKEN_OWNER", "YOURSELF"]);
    await expect(applyToEnd(viewer, [await remove(bench, "u-ada")])).rejects.toThrow("needs confirmation");
  });
});

describe("member.remove", () => {
  it("removes, says what stays, and has no way back on Paperspace", async () => {
    const bench = await vendors.open("paperspace", people);
    const plan = await planChanges(bench.viewer, [await remove(bench, "u-dan")]);
    expect(plan.changes[0]).toMatchObject({
      irreversible: true,
      warnings: [{ code: "CREDENTIALS_STAY", confirm: false }],
    });
    const outcome = await bench.apply(await remove(bench, "u-dan"));
    expect(outcome).toMatchObject({
      state: "done",
      sentence: `Dan Reyes was removed from ${bench.tenant.teamName}`,
    });
    expect(outcome.undo).toBeUndefined();
    expect(await roleThere(bench, "u-dan")).toBeUndefined();
    expect(await knownMember(await bench.teamId(), "u-dan")).toBeUndefined();
  });

  it("says that somebody was already gone, by the vendor and by our copy", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.elsewhere({ op: "removeMember", user: "u-dan" });
    const gone = { state: "skipped", sentence: "Dan Reyes was already gone" };
    expect(await bench.apply(await remove(bench, "u-dan"))).toMatchObject(gone);
    expect(await bench.apply(await remove(bench, "u-dan"))).toMatchObject(gone);
  });

  it("is done, not already gone, when the first answer was lost", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.faults({ route: DELETE, times: 1, drop: "after" });
    expect(await bench.apply(await remove(bench, "u-dan"))).toMatchObject({ state: "done" });
    expect(await bench.lost()).toBe(1);
  });

  it("is sent again when it was lost on the way", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.faults({ route: DELETE, times: 1, drop: "before" });
    expect(await bench.apply(await remove(bench, "u-dan"))).toMatchObject({ state: "done" });
    expect(await bench.lost()).toBe(1);
    expect(await roleThere(bench, "u-dan")).toBeUndefined();
  });

  it("reports a refusal", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.elsewhere({ op: "configure", settings: { readOnly: true } });
    expect(await bench.apply(await remove(bench, "u-dan"))).toMatchObject({
      state: "failed",
      code: "VENDOR_FORBIDDEN",
    });
  });
});

describe("members of a GitBook team", () => {
  const ADD = "gitbook PUT /orgs/:org/teams/:team/members/:user";
  const open = async () => {
    const bench = await vendors.open("gitbook", { members: 3, orgMembers: 12, enterprise: true });
    const { members } = (await bench.state()).teams.find(({ id }) => id === bench.tenant.teamId) ?? {
      members: [],
    };
    const inTeam = new Set(members.map((member) => member.id));
    const outside = (await bench.state()).members.filter((person) => !inTeam.has(person.id));
    return { bench, members, outside, teamId: await bench.teamId() };
  };
  const roleIn = async (bench: Bench, userId: string) =>
    (await bench.state()).teams
      .find(({ id }) => id === bench.tenant.teamId)
      ?.members.find((member) => member.id === userId)?.role;

  it("adds, makes an owner, and takes both back", async () => {
    const { bench, outside, teamId } = await open();
    const userId = outside[0]?.id ?? "";
    const added = await bench.apply({ kind: "member.add", input: { teamId, userId, role: "member" } });
    expect(added).toMatchObject({
      state: "done",
      sentence: `${outside[0]?.name} is now a member of ${bench.tenant.teamName}`,
    });
    expect(await roleIn(bench, userId)).toBe("member");
    expect((await knownMember(teamId, userId))?.label).toBe(outside[0]?.name);
    const owner = await bench.apply({ kind: "member.setRole", input: { teamId, userId, role: "owner" } });
    expect(owner.state).toBe("done");
    expect(await roleIn(bench, userId)).toBe("owner");
    expect(added.undo).toEqual({ kind: "member.remove", input: { teamId, userId } });
    const removed = await bench.apply(
      { kind: "member.remove", input: { teamId, userId } },
      { acknowledged: ["LAST_ADMIN"] },
    );
    expect(removed).toMatchObject({
      state: "done",
      undo: { kind: "member.add", input: { teamId, userId, role: "owner" } },
    });
    const back = await bench.apply(removed.undo as ChangeRequest, { undoOf: removed.id });
    expect(back.state).toBe("done");
    expect(await roleIn(bench, userId)).toBe("owner");
    expect(await vendors.control().violations(bench.token)).toEqual([]);
  });

  it("does not take the owner's role away by adding", async () => {
    const { bench, outside, teamId } = await open();
    const userId = outside[0]?.id ?? "";
    await bench.apply({ kind: "member.add", input: { teamId, userId, role: "owner" } });
    const again = await bench.apply({ kind: "member.add", input: { teamId, userId, role: "member" } });
    expect(again.state).toBe("skipped");
    expect(await roleIn(bench, userId)).toBe("owner");
  });

  it("ends done by read-back when an addition's answer was lost, and adds again what was lost on the way", async () => {
    const { bench, outside, teamId } = await open();
    for (const [index, drop] of (["after", "before"] as const).entries()) {
      await bench.faults({ route: ADD, times: 1, drop });
      const userId = outside[index]?.id ?? "";
      expect(
        await bench.apply({ kind: "member.add", input: { teamId, userId, role: "member" } }),
      ).toMatchObject({
        state: "done",
      });
      expect(await roleIn(bench, userId)).toBe("member");
      expect(await bench.lost()).toBe(index + 1);
    }
  });

  it("reports that owners need another plan", async () => {
    const { bench, members, teamId } = await open();
    await bench.elsewhere({ op: "configure", settings: { enterprise: false } });
    const userId = members.find((member) => member.role === "member")?.id ?? "";
    expect(
      await bench.apply({ kind: "member.setRole", input: { teamId, userId, role: "owner" } }),
    ).toMatchObject({
      state: "failed",
    });
    expect((await knownMember(teamId, userId))?.role).toBe("member");
  });

  it("does not add back by a role change whom somebody removed while our copy was old", async () => {
    const { bench, members, teamId } = await open();
    const userId = members.find((member) => member.role === "member")?.id ?? "";
    await bench.elsewhere({ op: "removeMember", user: userId, teamId: bench.tenant.teamId });
    const { db } = await import("#lib/db/connection.ts");
    await db()
      .updateTable("lists")
      .set({ synced_at: "2020-01-01T00:00:00.000Z" })
      .where("team_id", "=", teamId)
      .execute();
    expect(
      await bench.apply({ kind: "member.setRole", input: { teamId, userId, role: "owner" } }),
    ).toMatchObject({
      state: "failed",
      code: "VENDOR_NOT_FOUND",
    });
    expect(await roleIn(bench, userId)).toBeUndefined();
  });

  it("adds many in one call, and each row has its own outcome", async () => {
    const { bench, outside, teamId } = await open();
    const ids = outside.slice(0, 7).map((person) => person.id);
    await vendors.control().clearCalls(bench.token);
    const changes = ids.map(
      (userId): ChangeRequest => ({ kind: "member.add", input: { teamId, userId, role: "member" } }),
    );
    const batch = await applyToEnd(bench.viewer, changes);
    expect(batch.changes.map((change) => change.state)).toEqual(ids.map(() => "done"));
    for (const userId of ids) expect(await roleIn(bench, userId)).toBe("member");
    const calls = await vendors.control().calls(bench.token);
    expect(calls.filter((call) => call.method === "PUT").map((call) => call.route)).toEqual([
      "PUT /orgs/:org/teams/:team/members",
    ]);
  });

  it("spoils no other row with one that the vendor refuses", async () => {
    const { bench, outside, teamId } = await open();
    const good = outside[0]?.id ?? "";
    const changes = ["nobody-1", good].map(
      (userId): ChangeRequest => ({
        kind: "member.add",
        input: { teamId, userId, role: "member" },
      }),
    );
    const batch = await applyToEnd(bench.viewer, changes);
    expect(batch.changes.map((change) => change.state)).toEqual(["failed", "done"]);
    expect(await roleIn(bench, good)).toBe("member");
  });

  it("reads back after the call for many lost its answer, and after it never arrived", async () => {
    for (const drop of ["after", "before"] as const) {
      const { bench, outside, teamId } = await open();
      const ids = outside.slice(0, 3).map((person) => person.id);
      await bench.faults({ route: "gitbook PUT /orgs/:org/teams/:team/members", times: 1, drop });
      const changes = ids.map(
        (userId): ChangeRequest => ({ kind: "member.add", input: { teamId, userId, role: "member" } }),
      );
      const batch = await applyToEnd(bench.viewer, changes);
      expect(batch.changes.map((change) => change.state)).toEqual(["done", "done", "done"]);
      for (const userId of ids) expect(await roleIn(bench, userId)).toBe("member");
      expect(await bench.lost()).toBe(1);
    }
  });
});
