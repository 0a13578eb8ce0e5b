import { expect, it } from "vitest";
import type { Viewer } from "#lib/core/permissions.ts";
import { listInvitations } from "#lib/directory/invitations/data.ts";
import { dismissInvitation, fulfilWish, watchInvitations } from "#lib/directory/invitations/mutations.ts";
import { patchMemberRole } from "#lib/directory/members/patches.ts";
import { readMembers, useSandbox } from "#lib/directory/sync/sync.testing.ts";
import { getOverview } from "#lib/insight/overview/data.ts";
import { getStanding } from "#lib/insight/standing/data.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

const viewer: Viewer = {
  userId: "v",
  name: "V",
  email: "v@halden.example",
  role: "operator",
  sessionId: "s",
  scope: "all",
};

describeEachStore("waiting for somebody who was invited", () => {
  const sandbox = useSandbox();

  it("notes when they appear, and when they have accepted", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 4 });
    const teamId = await tenant.readTeams();
    await readMembers(teamId);
    expect(
      await watchInvitations(viewer, teamId, [
        "New@Halden.example",
        "new@halden.example",
        "gone@halden.example",
      ]),
    ).toBe(2);
    expect(await watchInvitations(viewer, teamId, ["new@halden.example"])).toBe(0);
    const open = await listInvitations(teamId);
    expect(open.map((row) => [row.appearedAt, row.confirmedAt])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
    const waiting = (await getOverview(viewer)).waiting;
    expect(waiting).toMatchObject({ total: 2, people: [{ isUnseen: true, days: 0 }, { isUnseen: true }] });
    await tenant.elsewhere({
      op: "addMember",
      person: { id: "u-new", email: "new@halden.example", invited: true },
    });
    await readMembers(teamId);
    const seen = (await listInvitations(teamId)).find((row) => row.email.toLowerCase().startsWith("new"));
    expect(seen?.appearedAt).toBeTruthy();
    expect(seen?.confirmedAt).toBeUndefined();
    expect((await getOverview(viewer)).waiting.people.map((person) => person.isUnseen).sort()).toEqual([
      false,
      true,
    ]);
    await tenant.elsewhere({ op: "acceptInvite", user: "u-new" });
    await readMembers(teamId);
    expect((await listInvitations(teamId)).find((row) => row.id === seen?.id)?.confirmedAt).toBeTruthy();
    const [other] = (await listInvitations(teamId)).filter((row) => row.id !== seen?.id);
    await dismissInvitation(viewer, other?.id ?? "");
    await expect(dismissInvitation(viewer, other?.id ?? "")).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await listInvitations(teamId)).map((row) => row.id)).toEqual([seen?.id]);
    const events = await db().selectFrom("events").select("action").where("team_id", "=", teamId).execute();
    expect(events.map((event) => event.action)).toEqual(["invitation.watch", "invitation.dismiss"]);
    expect((await getStanding(viewer, "overview")).counts).toMatchObject({
      people: 5,
      teams: 1,
      secrets: 0,
      overdue: 0,
    });
  });

  it("keeps what they are to become, offers it once they have accepted, and until it is so", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 2 });
    const teamId = await tenant.readTeams();
    await readMembers(teamId);
    const wish = async (emails: string[], role?: "owner" | "admin" | "member") =>
      watchInvitations(viewer, teamId, emails, role);
    expect(await wish(["a@halden.example", "b@halden.example"], "admin")).toBe(2);
    expect(await wish(["b@halden.example", "c@halden.example"], "member")).toBe(1);
    await expect(wish(["d@halden.example"], "owner")).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
    const offers = async () =>
      (await listInvitations(teamId)).map((row) => [row.email[0], row.wantedRole, row.userId]);
    expect(await offers()).toEqual([
      ["a", "admin", undefined],
      ["b", undefined, undefined],
      ["c", undefined, undefined],
    ]);
    await tenant.elsewhere({ op: "addMember", person: { id: "u-a", email: "A@halden.example" } });
    await readMembers(teamId);
    expect((await offers())[0]).toEqual(["a", "admin", "u-a"]);
    // Still offered when it has been shown for long.
    await db()
      .updateTable("invitations")
      .set({ confirmed_at: "2020-01-01T00:00:00.000Z" })
      .where("email_key", "=", "a@halden.example")
      .execute();
    expect((await offers())[0]).toEqual(["a", "admin", "u-a"]);
    await transact((tx) => patchMemberRole(tx, teamId, "u-a", "admin", new Date().toISOString()));
    expect((await offers()).map(([who]) => who)).toEqual(["b", "c"]);
  });

  it("keeps for how long, offers it so, and not again once it was given for a time", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 2 });
    const teamId = await tenant.readTeams();
    await readMembers(teamId);
    await watchInvitations(viewer, teamId, ["a@halden.example"], "admin", 7 * 24 * 60);
    await tenant.elsewhere({ op: "addMember", person: { id: "u-a", email: "A@halden.example" } });
    await readMembers(teamId);
    expect(await listInvitations(teamId)).toMatchObject([
      { wantedRole: "admin", wantedMinutes: 7 * 24 * 60, userId: "u-a" },
    ]);
    await transact((tx) => fulfilWish(tx, teamId, "u-a"));
    expect((await listInvitations(teamId)).map((row) => row.wantedRole)).toEqual([undefined]);
  });
});
