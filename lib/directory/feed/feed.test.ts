import { beforeAll, expect, it } from "vitest";
import type { ActivityFilter } from "#lib/directory/activity/filter.ts";
import { type ActivityRow, activityFilterSchema } from "#lib/directory/activity/schema.ts";
import { listObservations } from "#lib/directory/feed/data.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { runList } from "#lib/directory/sync/run.ts";
import { readMembers, type Tenant, useSandbox } from "#lib/directory/sync/sync.testing.ts";
import { listActivity } from "#lib/insight/activity/data.ts";
import { activityCsv } from "#lib/insight/activity/export.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

const filter = (given: Partial<ActivityFilter> = {}) => activityFilterSchema.parse(given);
const said = (row: ActivityRow) => row.what.map((piece) => piece.text).join("");

describeEachStore("the feed of outside changes", () => {
  const sandbox = useSandbox();
  let tenant: Tenant;
  let teamId = "";
  const sentences = async (given: Partial<ActivityFilter> = {}) =>
    (await listActivity(filter(given))).rows.map(said).sort();

  beforeAll(async () => {
    tenant = await sandbox.connect("paperspace", {
      members: 3,
      overrides: {
        teamName: "Perception",
        secrets: [{ name: "HF_TOKEN", value: "first" }],
        people: [
          { firstName: "Ottilie", lastName: "Brandt", email: "ottilie@halden.example", role: "owner" },
          { firstName: "Noor", lastName: "Haddad", email: "noor@halden.example", role: "member" },
          { firstName: "Mei", lastName: "Tanaka", email: "mei@halden.example", role: "member" },
        ],
      },
    });
    teamId = await tenant.readTeams();
    await readMembers(teamId);
    await runList(listId(teamId, "secrets"));
    await tenant.elsewhere({ op: "setRole", user: "noor@halden.example", role: "admin" });
    await tenant.elsewhere({ op: "removeMember", user: "mei@halden.example" });
    await tenant.elsewhere({ op: "putSecret", name: "HF_TOKEN", value: "changed elsewhere" });
    await readMembers(teamId);
    await runList(listId(teamId, "secrets"));
    await transact((tx) =>
      appendEvent(tx, {
        action: "team.rename",
        actor: "system",
        outcome: "done",
        teamId,
        search: "Perception",
      }),
    );
  });

  it("stands among what happened inside, with words, place and outcome", async () => {
    const { rows } = await listActivity(filter());
    const noor = rows.find((row) => said(row) === "Noor Haddad became an admin");
    expect(noor).toMatchObject({
      who: { name: "outside Rollcall", kind: "outside" },
      before: "member",
      after: "admin",
      subjectEmail: "noor@halden.example",
      where: { name: "Perception", vendor: "paperspace", teamId },
      outcome: "seen",
    });
    expect(rows.map(said)).toEqual(
      expect.arrayContaining([
        "Mei Tanaka left or was removed",
        "The secret HF_TOKEN was changed",
        "Team rename",
      ]),
    );
    expect(rows.map((row) => row.at)).toEqual([...rows.map((row) => row.at)].sort().reverse());
  });

  it("can be filtered by side, kind, team, vendor, outcome and words", async () => {
    const outside = await sentences({ source: "outside" });
    expect(outside).toContain("Noor Haddad became an admin");
    expect(outside).not.toContain("Team rename");
    expect(await sentences({ outcome: "seen" })).toEqual(outside);
    expect(await sentences({ source: "inside" })).not.toContain("Noor Haddad became an admin");
    expect(await sentences({ source: "outside", what: "secret" })).toContain(
      "The secret HF_TOKEN was changed",
    );
    expect(await sentences({ source: "outside", what: "secret" })).not.toContain(
      "Noor Haddad became an admin",
    );
    expect(await sentences({ source: "outside", team: teamId })).toEqual(outside);
    expect(await sentences({ source: "outside", team: "another" })).toEqual([]);
    expect(await sentences({ source: "outside", vendor: "gitbook" })).toEqual([]);
    expect(await sentences({ vendor: "paperspace", source: "outside" })).toEqual(outside);
    expect(await sentences({ q: "noor", source: "outside" })).toEqual(["Noor Haddad became an admin"]);
    expect(await sentences({ team: teamId })).toContain("Team rename");
    expect(await sentences({ vendor: "gitbook" })).toEqual([]);
    // Nobody of Rollcall did it.
    expect(await sentences({ who: "system" })).not.toContain("Noor Haddad became an admin");
  });

  it("pages without losing or doubling a row, and exports the same", async () => {
    const { rows } = await listActivity(filter(), { limit: 200 });
    const paged: string[] = [];
    let before: string | undefined;
    do {
      const page = await listActivity(filter({ before }), { limit: 2 });
      paged.push(...page.rows.map((row) => row.id));
      before = page.next;
    } while (before !== undefined);
    expect(paged).toEqual(rows.map((row) => row.id));
    const lines: string[] = [];
    for await (const line of activityCsv(filter({ source: "outside" }))) lines.push(line);
    expect(lines.slice(1)).toHaveLength((await listObservations({ limit: 200 })).rows.length);
    expect(lines.join("")).toContain("outside Rollcall");
    expect(lines.join("")).toContain("seen in sync");
  });

  it("keeps no value of a secret", async () => {
    const rows = await db().selectFrom("observations").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain("changed elsewhere");
  });
});
