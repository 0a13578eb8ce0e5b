import { expect, it } from "vitest";
import { type Bench, endOf, submission, withVendors } from "#lib/changes/changes.testing.ts";
import { prepareLines } from "#lib/changes/plan/plan.ts";
import { applyPrepared } from "#lib/changes/run/begin.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { runList } from "#lib/directory/sync/run.ts";
import { startRunner, stopRunner } from "#lib/jobs/jobs.testing.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

describeEachStore("a change that waited until its team was read again", () => {
  const vendors = withVendors({ runner: false });

  /** What becomes of a change whose turn comes after `meanwhile` and a sync, as after a pause. */
  async function endAfter(bench: Bench, change: ChangeRequest, meanwhile: () => Promise<void>) {
    const changes = [change];
    const id = await applyPrepared(bench.viewer, await prepareLines(bench.viewer, { changes }), {
      submission: submission(changes),
      digest: "",
      within: async () => {},
    });
    await meanwhile();
    await runList(listId(await bench.teamId(), "members"));
    await startRunner();
    const { changes: ended } = await endOf(bench.viewer, id);
    await stopRunner();
    return ended[0];
  }
  const gitbook = async () => {
    const bench = await vendors.open("gitbook", { members: 3, orgMembers: 12, enterprise: true });
    const team = async () =>
      (await bench.state()).teams.find(({ id }) => id === bench.tenant.teamId)?.members ?? [];
    const members = await team();
    const roleOf = async (userId: string) => (await team()).find(({ id }) => id === userId)?.role;
    const outside = (await bench.state()).members.find(({ id }) => members.every((one) => one.id !== id));
    const member = members.find(({ role }) => role === "member");
    return {
      bench,
      roleOf,
      member: member?.id ?? "",
      outside: { id: outside?.id ?? "", email: outside?.email ?? "" },
    };
  };

  it("does not add back by a role whom somebody removed", async () => {
    const { bench, roleOf, member: userId } = await gitbook();
    const change = {
      kind: "member.setRole",
      input: { teamId: await bench.teamId(), userId, role: "owner" },
    } as const;
    const ended = await endAfter(bench, change, () =>
      bench.elsewhere({ op: "removeMember", user: userId, teamId: bench.tenant.teamId }),
    );
    expect(ended).toMatchObject({ state: "failed", code: "VENDOR_NOT_FOUND" });
    expect(await roleOf(userId)).toBeUndefined();
  });

  it("does not take a role away by adding whom somebody made an owner", async () => {
    const { bench, roleOf, outside } = await gitbook();
    const input = { teamId: await bench.teamId(), userId: outside.id, role: "member" } as const;
    const ended = await endAfter(bench, { kind: "member.add", input }, () =>
      bench.elsewhere({ op: "addMember", person: outside, teamId: bench.tenant.teamId, teamRole: "owner" }),
    );
    expect(ended).toMatchObject({ state: "failed", code: "VENDOR_CONFLICT" });
    expect(await roleOf(outside.id)).toBe("owner");
  });

  it("does not remove whom somebody made the only admin", async () => {
    const people = ["owner", "admin", "member"].map((role) => ({
      id: `u-${role}`,
      email: `${role}@halden.example`,
      role: role as "owner" | "admin" | "member",
    }));
    const bench = await vendors.open("paperspace", { overrides: { people, tokenUser: "u-owner" } });
    const input = { teamId: await bench.teamId(), userId: "u-member" };
    const ended = await endAfter(bench, { kind: "member.remove", input }, async () => {
      await bench.elsewhere({ op: "setRole", user: "u-member", role: "admin" });
      await bench.elsewhere({ op: "setRole", user: "u-admin", role: "member" });
    });
    expect(ended).toMatchObject({ state: "failed", code: "LAST_ADMIN" });
    expect((await bench.state()).members.map(({ id }) => id)).toContain("u-member");
  });
});
