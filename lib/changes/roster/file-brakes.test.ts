import { beforeAll, expect, it } from "vitest";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { applyChanges } from "#lib/changes/apply.ts";
import {
  addUser,
  type Bench,
  endOf,
  submission,
  syncAll,
  withVendors,
} from "#lib/changes/changes.testing.ts";
import { planPage } from "#lib/changes/plan/pages.ts";
import { prepareLines } from "#lib/changes/plan/plan.ts";
import { readRosterFile } from "#lib/changes/roster/file.ts";
import { brakesOfFile } from "#lib/changes/roster/file-brakes.ts";
import { exportTeams } from "#lib/changes/roster/file-export.ts";
import { type BrakeCode, type RosterFile, rosterFileSchema } from "#lib/changes/roster/schema.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

const NAMES = ["olga", "ada", "max", "noor", "kim", "lea", "bo", "ines"];
const mail = (name: string) => `${name}@halden.example`;
type Entry = RosterFile["teams"][number]["members"][number];

describeEachStore("a roster as code", () => {
  const bench = withVendors();
  let viewer: Viewer;
  let gitbook: Bench;
  let connection = "";

  beforeAll(async () => {
    gitbook = await bench.open("gitbook", {
      members: 0,
      orgMembers: NAMES.length,
      enterprise: true,
      overrides: {
        organizationTitles: ["Halden"],
        people: NAMES.map((name) => ({
          email: mail(name),
          role: "member" as const,
          orgRole: name === "olga" ? ("admin" as const) : ("read" as const),
        })),
        teams: [
          {
            title: "Handbook",
            members: NAMES.slice(2).map(mail),
            owners: [mail("olga"), mail("ada")],
          },
          { title: "Perception", members: [mail("max")], owners: [mail("ada")] },
        ],
      },
    });
    viewer = await addUser("operator");
    connection = (await exportTeams())[0]?.connection ?? "";
  });

  /** What the store says, with a team's members as `edit` leaves them. */
  const edited = async (
    team: string,
    edit: (members: Entry[]) => Entry[],
    more: Partial<RosterFile> = {},
  ): Promise<RosterFile> => {
    const teams = (await exportTeams()).map((one) =>
      one.team === team ? { ...one, members: edit(one.members) } : one,
    );
    return rosterFileSchema.parse({ teams, ...more });
  };
  const without =
    (...names: string[]) =>
    (members: Entry[]) =>
      members.filter(({ email }) => !names.map(mail).includes(email ?? ""));
  const as = (name: string, role: Entry["role"]) => (members: Entry[]) =>
    members.map((one) => (one.email === mail(name) ? { ...one, role } : one));
  const planned = async (roster: RosterFile, who = viewer) => {
    const { findings, changes } = await readRosterFile(roster);
    const lines = await prepareLines(who, { lines: changes });
    const brakes = await brakesOfFile(who, roster, lines);
    return { findings, titles: lines.map((line) => line.planned.title), brakes };
  };
  const brakesFor = async (roster: RosterFile, who = viewer): Promise<BrakeCode[]> =>
    (await planned(roster, who)).brakes.map(({ code }) => code);
  /** A list has to be read twice without somebody before they count as gone. */
  const twice = async () => {
    for (let run = 0; run < 2; run++) {
      await db().updateTable("lists").set({ requested_at: new Date().toISOString() }).execute();
      await syncAll(gitbook.connectionId);
    }
  };
  const apply = async (roster: RosterFile, who = viewer) => {
    const source = { kind: "rosterFile" as const, roster };
    const plan = await planPage(who, { source });
    const { changes: _none, ...asked } = submission([]);
    const acknowledged = plan.risks.map(({ code }) => code);
    const answer = await applyChanges(who, {
      ...asked,
      ...{ source, planDigest: plan.digest, acknowledged, leaveOut: true },
    });
    if (answer.status !== "accepted") throw new Error(answer.status);
    const { changes } = await endOf(who, answer.batch.batchId);
    await syncAll(gitbook.connectionId);
    return changes.map(({ state }) => state);
  };

  it("comes to nothing where it is as the store is", async () => {
    expect(await planned(await edited("Handbook", (members) => members))).toEqual({
      ...{ findings: [], titles: [], brakes: [] },
    });
  });

  it("adds, changes roles and removes, team by team, and comes to nothing afterwards", async () => {
    const roster = await edited("Perception", () => [
      { email: mail("max"), role: "owner" },
      { email: mail("noor") },
      { email: "new@halden.example" },
    ]);
    const allowing: RosterFile = { ...roster, allow: ["many-removals"] };
    const { titles, findings, brakes } = await planned(allowing);
    expect(findings).toEqual([]);
    expect(brakes).toEqual([]);
    expect(titles).toHaveLength(4);
    expect(await brakesFor(roster)).toEqual(["many-removals"]);
    expect(await apply(allowing)).toEqual(["done", "done", "done", "done"]);
    expect(await planned(allowing)).toEqual({ findings: [], titles: [], brakes: [] });
    const { teams } = rosterFileSchema.parse({ teams: await exportTeams() });
    expect(teams.find(({ team }) => team === "Perception")?.members.map(({ email }) => email)).toEqual([
      mail("max"),
      "new@halden.example",
      mail("noor"),
    ]);
  });

  it("leaves a team alone that it does not name, and those who are left out where it says so", async () => {
    const roster = await edited("Handbook", without("max", "noor", "kim", "lea"), { removeOthers: false });
    expect((await planned(roster)).titles).toEqual([]);
    const [perception] = roster.teams.filter(({ team }) => team === "Perception");
    if (!perception) throw new Error("no team");
    expect((await planned({ ...roster, removeOthers: true, teams: [perception] })).titles).toEqual([]);
  });

  it("stops where more than a quarter of a team goes, and not at a quarter", async () => {
    expect(await brakesFor(await edited("Handbook", without("max", "noor")))).toEqual([]);
    const roster = await edited("Handbook", without("max", "noor", "kim"));
    expect((await planned(roster)).brakes).toEqual([
      {
        code: "many-removals",
        team: "Handbook",
        text: "3 of the 8 members of Handbook would be removed: the most is 25 percent",
      },
    ]);
    expect(await brakesFor({ ...roster, maximumRemoved: 0.375 })).toEqual([]);
    expect(await brakesFor({ ...roster, maximumRemoved: 0.37 })).toEqual(["many-removals"]);
    expect(await brakesFor({ ...roster, allow: ["many-removals"] })).toEqual([]);
    expect(await brakesFor({ ...roster, allow: ["few-admins", "own-removal", "re-add"] })).toEqual([
      "many-removals",
    ]);
    expect(await brakesFor(await edited("Handbook", () => [], { allow: ["many-removals"] }))).toEqual([
      "few-admins",
      "own-removal",
    ]);
  });

  it("stops where a team keeps too few admins, whatever takes them", async () => {
    expect(await brakesFor(await edited("Handbook", as("ada", "member")))).toEqual([]);
    expect(await brakesFor(await edited("Handbook", as("ada", "member"), { minimumAdmins: 2 }))).toEqual([
      "few-admins",
    ]);
    expect(await brakesFor(await edited("Handbook", without("ada"), { minimumAdmins: 2 }))).toEqual([
      "few-admins",
    ]);
    const swapped = (members: Entry[]) => as("max", "owner")(as("ada", "member")(members));
    expect(await brakesFor(await edited("Handbook", swapped, { minimumAdmins: 2 }))).toEqual([]);
    // Whoever is only invited is no admin yet.
    const invited = (members: Entry[]): Entry[] => [
      ...as("ada", "member")(members),
      { email: "nobody@halden.example", role: "owner" },
    ];
    expect(await brakesFor(await edited("Handbook", invited, { minimumAdmins: 2 }))).toEqual(["few-admins"]);
    // What cannot be done gives no admin, whether a roster cannot say it (GitBook has no such role) or the plan refuses it.
    const unknown = (members: Entry[]) => as("max", "admin")(as("ada", "member")(members));
    expect(await brakesFor(await edited("Handbook", unknown, { minimumAdmins: 2 }))).toEqual(["few-admins"]);
    const tooLong = (members: Entry[]) =>
      swapped(members).map((one) => (one.email === mail("max") ? { ...one, until: "2999-01-01" } : one));
    expect(await brakesFor(await edited("Handbook", tooLong, { minimumAdmins: 2 }))).toEqual(["few-admins"]);
    // A team that had too few already is not held up by what takes none.
    expect(await brakesFor(await edited("Perception", (all) => all, { minimumAdmins: 5 }))).toEqual([]);
  });

  it("never takes anything from who asks, nor from whose token Rollcall uses", async () => {
    const asAda: Viewer = { ...viewer, email: "ADA@halden.example" };
    for (const edit of [without("ada"), as("ada", "member")]) {
      const roster = await edited("Handbook", edit);
      expect(await brakesFor(roster)).toEqual([]);
      expect((await planned(roster, asAda)).brakes).toMatchObject([
        { code: "own-removal", team: "Handbook", text: expect.stringContaining("that is who asks for it") },
      ]);
      expect(await brakesFor({ ...roster, allow: ["own-removal"] }, asAda)).toEqual([]);
    }
    expect(gitbook.tenant.tokenUserEmail).toBe(mail("olga"));
    expect((await planned(await edited("Handbook", as("olga", "member")))).brakes).toMatchObject([
      { code: "own-removal", text: expect.stringContaining("whose token Rollcall uses at the vendor") },
    ]);
  });

  it("adds nobody again who left outside Rollcall, unless the roster says so", async () => {
    const whole = await edited("Handbook", (members) => members);
    await gitbook.elsewhere({ op: "removeMember", teamId: gitbook.tenant.teamId, user: mail("bo") });
    await twice();
    const { brakes, titles } = await planned(whole);
    expect(titles).toEqual([expect.stringContaining("Add ")]);
    expect(brakes).toEqual([
      {
        code: "re-add",
        team: "Handbook",
        text: `${mail("bo")} left Handbook outside Rollcall: say "again": true where that is meant to be taken back`,
      },
    ]);
    expect(await brakesFor({ ...whole, allow: ["re-add"] })).toEqual([]);
    const saying = (members: Entry[]): Entry[] => [...members, { email: mail("bo"), again: true }];
    const roster = await edited("Handbook", saying);
    expect(await brakesFor(roster)).toEqual([]);
    expect(await apply(roster)).toEqual(["done"]);
    expect(await planned(roster)).toEqual({ findings: [], titles: [], brakes: [] });
    // Taken out through Rollcall since: nobody who left by themselves.
    expect(await apply(await edited("Handbook", without("bo")))).toEqual(["done"]);
    expect(await brakesFor(whole)).toEqual([]);
  });

  it("is not applied while a brake stands, whatever is left out", async () => {
    const before = await db().selectFrom("batches").selectAll().execute();
    const roster = await edited("Handbook", without("max", "noor", "kim"));
    await expect(apply(roster)).rejects.toMatchObject({
      code: "BRAKE",
      brakes: [{ code: "many-removals", team: "Handbook" }],
    });
    expect(await db().selectFrom("batches").selectAll().execute()).toEqual(before);
  });

  it("does not know a team that this person does not see, and changes nothing for it", async () => {
    const roster = await edited("Handbook", without("max"));
    const limited: Viewer = {
      ...viewer,
      scope: {
        connections: [],
        partial: [gitbook.connectionId],
        teams: [await gitbook.teamId(gitbook.tenant.teams[1]?.id)],
        organizations: [],
      },
    };
    await seeingAs(limited, async () => {
      expect((await exportTeams()).map(({ team }) => team)).toEqual(["Perception"]);
      expect(await planned(roster, limited)).toEqual({
        findings: [
          {
            where: "teams[0]",
            text: `no team of the connection "${connection}" is called "Handbook"`,
            tone: "bad",
          },
        ],
        ...{ titles: [], brakes: [] },
      });
    });
  });
});
