import { expect, it } from "vitest";
import { nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { patchOrgRole } from "#lib/directory/members/patches.ts";
import { lanesIdle } from "#lib/directory/sync/lanes.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { syncConnection } from "#lib/directory/sync/look.ts";
import { readMembers, teamIdOf, useSandbox } from "#lib/directory/sync/sync.testing.ts";
import {
  countTeams,
  getTeam,
  getTeamFreshness,
  listTeams,
  listTeamsWithSecrets,
  someTeamTakesSecrets,
} from "#lib/directory/teams/data.ts";
import type { TeamFilter } from "#lib/directory/teams/filter.ts";
import { listManagers } from "#lib/directory/teams/managed.ts";
import { patchTeamName, tombstoneTeam, writeTeam } from "#lib/directory/teams/mutations.ts";
import { teamFilterSchema } from "#lib/directory/teams/schema.ts";
import { search } from "#lib/insight/search/data.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam } from "#lib/store/db/rows.testing.ts";

const viewer: Viewer = {
  userId: "v",
  name: "V",
  email: "v@halden.example",
  role: "viewer",
  sessionId: "s",
  scope: "all",
};
const filter = (given: Partial<TeamFilter> = {}): TeamFilter => teamFilterSchema.parse(given);

describeEachStore("listing teams", () => {
  const sandbox = useSandbox();
  const names = async (given: Partial<TeamFilter>) =>
    (await listTeams(filter(given), viewer)).rows.map((row) => row.label);

  it("lists the teams of all connections, unique by label, with what is known of them", async () => {
    const docs = await sandbox.connect("gitbook", {
      overrides: {
        organizationTitles: ["Halden Docs"],
        teams: [
          { id: "t-support", title: "Support", members: 4, spaces: 3 },
          { id: "t-handbook", title: "Handbook", members: 2 },
          { id: "t-locked", title: "Locked 100%", members: 1, canManage: false },
        ],
      },
    });
    const labs = await sandbox.connect("gitbook", {
      overrides: {
        organizationTitles: ["Aurora Labs"],
        teams: [{ id: "t-other", title: "support", members: 1 }],
      },
    });
    const gpu = await sandbox.connect("paperspace", {
      members: 9,
      namespace: "halden-gpu",
      overrides: { teamName: "Perception" },
    });
    for (const tenant of [docs, labs, gpu]) await tenant.readTeams();
    expect(await countTeams()).toBe(5);
    expect(await names({})).toEqual([
      "Handbook",
      "Locked 100%",
      "Perception",
      "Support (Halden Docs)",
      "support (Aurora Labs)",
    ]);
    expect(await names({ q: "100%" })).toEqual(["Locked 100%"]);
    expect(await names({ vendor: "paperspace" })).toEqual(["Perception"]);
    expect(await names({ sort: "belongsTo" })).toEqual([
      "support (Aurora Labs)",
      "Handbook",
      "Locked 100%",
      "Support (Halden Docs)",
      "Perception",
    ]);
    expect((await names({ sort: "rights", dir: "desc" }))[0]).toBe("Locked 100%");
    expect((await names({ sort: "members", dir: "desc" })).at(-1)).toBe("Perception");
    expect(await names({ offset: 1, limit: 2 })).toEqual(["Locked 100%", "Perception"]);
    const support = await getTeam(await teamIdOf(docs.connectionId, "t-support"));
    expect(support).toMatchObject({
      memberCount: 4,
      spaceCount: 3,
      may: { manage: true },
      belongsTo: "Halden Docs",
    });
    expect(support?.syncedAt).toBeUndefined();
    await readMembers(await teamIdOf(gpu.connectionId, gpu.teamId));
    expect(await names({ sort: "members", dir: "desc" })).toEqual([
      "Perception",
      "Support (Halden Docs)",
      "Handbook",
      "Locked 100%",
      "support (Aurora Labs)",
    ]);
    const found = await search("perc", viewer);
    expect(found.teams.map((team) => team.label)).toEqual(["Perception"]);
    expect((await search("halden docs", viewer)).teams).toMatchObject([
      { label: "Halden Docs", vendor: "gitbook", belongsTo: "Everybody in the organization" },
    ]);
    expect((await search("member", viewer)).people).toHaveLength(8);
    expect(await search("  ", viewer)).toEqual({ teams: [], people: [], secrets: [] });
  });

  it("takes the right to manage away where the token has none, not while writes are refused", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 3 });
    const id = await tenant.readTeams();
    const manages = async () => (await getTeam(id))?.may.manage;
    expect(await manages()).toBe(true);
    const state = (to: "readonly" | "works") =>
      db().updateTable("connections").set({ state: to }).where("id", "=", tenant.connectionId).execute();
    await state("readonly");
    expect(await manages()).toBe(true);
    expect((await getTeam(id))?.connectionState).toBe("readonly");
    await state("works");
    await db()
      .updateTable("connections")
      .set({ may_manage: 0 })
      .where("id", "=", tenant.connectionId)
      .execute();
    expect(await manages()).toBe(false);
  });

  it("says who may manage teams as it is now, though it keeps what it found", async () => {
    const tenant = await sandbox.connect("gitbook", {
      enterprise: true,
      overrides: {
        teams: [{ id: "t-a", title: "Alpha", members: 2 }],
        people: [
          { id: "u-reader", email: "reader@halden.example", displayName: "A Reader", orgRole: "read" },
        ],
      },
    });
    await syncConnection(tenant.connectionId);
    await lanesIdle();
    const managers = async () => (await listManagers(tenant.connectionId)).map((manager) => manager.userId);
    expect(await managers()).not.toContain("u-reader");
    await transact((tx) => patchOrgRole(tx, tenant.connectionId, "u-reader", "admin", nowIso()));
    expect(await managers()).toContain("u-reader");
    await transact((tx) => patchOrgRole(tx, tenant.connectionId, "u-reader", "read", nowIso()));
    expect(await managers()).not.toContain("u-reader");
    await db()
      .updateTable("connections")
      .set({ token_user_id: "u-reader" })
      .where("id", "=", tenant.connectionId)
      .execute();
    expect(await managers()).toContain("u-reader");
  });

  it("asks the vendor who manages what, once in five minutes, and throws when it does not say", async () => {
    const tenant = await sandbox.connect("gitbook", {
      enterprise: true,
      orgMembers: 12,
      overrides: {
        teams: [
          { id: "t-a", title: "Alpha", members: 4, owners: ["u-boss"] },
          { id: "t-b", title: "Beta", members: 3 },
        ],
        people: [{ id: "u-boss", email: "boss@halden.example", displayName: "The Boss", orgRole: "read" }],
      },
    });
    await syncConnection(tenant.connectionId);
    await lanesIdle();
    expect((await listManagers(tenant.connectionId)).map((manager) => manager.userId)).toContain("u-boss");
    await tenant.faults({ route: "GET /orgs/:id/teams", status: 400 }, { route: "GET *", status: 400 });
    await expect(listTeams(filter({ managedBy: "u-boss" }), viewer)).rejects.toMatchObject({
      code: "VENDOR_REFUSED",
    });
    await tenant.faults();
    await sandbox.control().clearCalls(tenant.token);
    const page = await listTeams(filter({ managedBy: "u-boss" }), viewer);
    expect(page.rows.map((row) => row.name)).toEqual(["Alpha"]);
    await listTeams(filter({ managedBy: "u-boss" }), viewer);
    const calls = await sandbox.control().calls(tenant.token);
    expect(calls.map((call) => call.query.owner)).toEqual(["u-boss"]);
  });

  it("shows what a person manages elsewhere while one connection does not answer, and says so", async () => {
    const people = [
      { id: "u-both", email: "both@halden.example", displayName: "Both", orgRole: "read" as const },
    ];
    const connect = (title: string) =>
      sandbox.connect("gitbook", {
        enterprise: true,
        orgMembers: 3,
        overrides: { people, teams: [{ title, members: 2, owners: ["u-both"] }] },
      });
    const [well, ill] = [await connect("Of the one that answers"), await connect("Of the silent one")];
    for (const { connectionId } of [well, ill]) await syncConnection(connectionId);
    await lanesIdle();
    await ill.faults({ route: "GET *", status: 400 });
    const page = await listTeams(filter({ managedBy: "u-both" }), viewer);
    expect(page.rows.map((row) => row.name)).toEqual(["Of the one that answers"]);
    expect(page.unread).toMatchObject({ code: "VENDOR_REFUSED", label: ill.organizationTitle });
    await ill.faults();
    const whole = await listTeams(filter({ managedBy: "u-both" }), viewer);
    expect(whole.rows).toHaveLength(2);
    expect(whole.unread).toBeUndefined();
  });

  it("says of each list of a connection whose token was refused that it cannot be read again", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 2 });
    await syncConnection(tenant.connectionId);
    await lanesIdle();
    const id = await teamIdOf(tenant.connectionId, tenant.teamId);
    expect((await getTeamFreshness(id))?.members?.error).toBeUndefined();
    // Refused while something else was read: the list's own last run went well.
    await db()
      .updateTable("connections")
      .set({ state: "refused", state_at: "2026-11-20T09:00:00.000Z" })
      .where("id", "=", tenant.connectionId)
      .execute();
    const error = { code: "VENDOR_TOKEN_REFUSED", at: "2026-11-20T09:00:00.000Z" };
    expect(await getTeamFreshness(id)).toMatchObject({ members: { error }, secrets: { error } });
  });

  it("follows a team that Rollcall makes, renames and deletes", async () => {
    const tenant = await sandbox.connect("gitbook", { teams: 1, members: 2 });
    await tenant.readTeams();
    const connection = { id: tenant.connectionId, vendor: "gitbook" as const };
    const made = { vendorTeamId: "t-made", name: "Made", may: { view: true, manage: true } };
    const touchedAt = new Date(Date.now() + 60_000).toISOString();
    const id = await transact((tx) => writeTeam(tx, connection, made, { touchedAt }));
    expect(await getTeam(id)).toMatchObject({ name: "Made", label: "Made" });
    expect((await getTeamFreshness(id))?.members).toMatchObject({
      running: true,
      listId: listId(id, "members"),
    });
    await transact((tx) => patchTeamName(tx, id, "Made again", touchedAt));
    // A run that began before does not know the team and does not take it away.
    await tenant.readTeams();
    expect(await getTeam(id)).toMatchObject({ name: "Made again" });
    await transact((tx) => tombstoneTeam(tx, id, touchedAt));
    expect(await getTeam(id)).toBeUndefined();
    expect(await getTeamFreshness(id)).toBeUndefined();
    expect(await db().selectFrom("lists").select("id").where("team_id", "=", id).execute()).toEqual([]);
  });
});

describeEachStore("teams that can have secrets, for forms", () => {
  it("leaves none out, however many there are", async () => {
    await insertTestConnection("many", { vendor: "paperspace" });
    for (let n = 1; n <= 205; n++)
      await insertTestTeam(`many-${n}`, "many", { vendor: "paperspace", name: `Team ${n}` });
    await insertTestConnection("docs");
    await insertTestTeam("docs-1", "docs", { name: "Handbook" });
    expect(await listTeamsWithSecrets()).toHaveLength(205);
    await db().updateTable("teams").set({ may_manage: 0 }).where("id", "=", "many-7").execute();
    const readOnly = (await listTeamsWithSecrets()).filter((team) => team.isReadOnly);
    expect(readOnly.map(({ id }) => id)).toEqual(["many-7"]);
    expect(await someTeamTakesSecrets()).toBe(true);
    await db().updateTable("teams").set({ may_manage: 0 }).where("connection_id", "=", "many").execute();
    expect(await someTeamTakesSecrets()).toBe(false);
  });
});
