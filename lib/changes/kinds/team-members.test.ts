import { describe, expect, it } from "vitest";
import { applyToEnd, type Bench, withVendors } from "#lib/changes/changes.testing.ts";
import { knownMember } from "#lib/changes/kinds/refs.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";

useTestStore();
const vendors = withVendors();

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

  it("removes and promotes who was added since our copy was made", async () => {
    const { bench, outside, teamId } = await open();
    const [first, second] = outside;
    const put = (one = first, teamRole: "member" | "owner" = "member") =>
      bench.elsewhere({
        op: "addMember",
        person: { id: one?.id ?? "", email: one?.email ?? "" },
        teamId: bench.tenant.teamId,
        teamRole,
      });
    await put(first);
    const owner = { teamId, userId: first?.id ?? "", role: "owner" as const };
    expect(await bench.apply({ kind: "member.setRole", input: owner })).toMatchObject({
      state: "done",
      before: "Member",
      sentence: `${first?.name} is now an owner of ${bench.tenant.teamName}`,
    });
    await put(second);
    const remove = (userId = "") => bench.apply({ kind: "member.remove", input: { teamId, userId } });
    expect(await remove(second?.id)).toMatchObject({ state: "done", before: "Member" });
    expect(await roleIn(bench, second?.id ?? "")).toBeUndefined();
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

  it("does not take the role away by adding whom somebody made an owner while our copy was old", async () => {
    const { bench, outside, teamId } = await open();
    const [owner, nobody] = outside.map(({ id }) => id);
    const team = { teamId: bench.tenant.teamId };
    const role = { user: owner ?? "", role: "owner", ...team } as const;
    await bench.elsewhere({ op: "setRole", ...role });
    expect(await roleIn(bench, owner ?? "")).toBe("owner");
    await db()
      .updateTable("lists")
      .set({ synced_at: "2020-01-01T00:00:00.000Z" })
      .where("team_id", "=", teamId)
      .execute();
    const add = (userId = "") =>
      bench.apply({ kind: "member.add", input: { teamId, userId, role: "member" } });
    expect(await add(owner)).toMatchObject({ state: "failed", code: "VENDOR_CONFLICT" });
    expect(await roleIn(bench, owner ?? "")).toBe("owner");
    expect((await add(nobody)).state).toBe("done");
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
