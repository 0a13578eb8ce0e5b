import { beforeAll, expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { addUser, endOf, submission, syncAll, withVendors } from "#lib/changes/changes.testing.ts";
import { MAX_LINES } from "#lib/changes/intake/limits.ts";
import { keepUpload, sweepUploads } from "#lib/changes/intake/mutations.ts";
import { planPage } from "#lib/changes/plan/pages.ts";
import { rosterCsv } from "#lib/changes/roster/export.ts";
import { exportNames, type NamedTeam, teamFinder } from "#lib/changes/roster/teams.ts";
import { readRoster } from "#lib/changes/roster/upload.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

const PEOPLE = [
  { email: "olga@halden.example", role: "owner", orgRole: "admin" },
  { email: "ada@halden.example", role: "admin", orgRole: "edit" },
  { email: "max@halden.example", role: "member", orgRole: "read" },
  { email: "+plus@halden.example", firstName: "=cmd|' /C calc'!A0", role: "member", orgRole: "read" },
] as const;

describeEachStore("a roster", () => {
  const bench = withVendors();
  let viewer: Viewer;
  let ps: Awaited<ReturnType<typeof bench.open>>;
  let gb: Awaited<ReturnType<typeof bench.open>>;

  beforeAll(async () => {
    ps = await bench.open("paperspace", {
      members: 4,
      overrides: { teamName: "Perception", people: [...PEOPLE] },
    });
    gb = await bench.open("gitbook", {
      members: 0,
      orgMembers: 4,
      enterprise: true,
      overrides: {
        organizationTitles: ["Halden"],
        people: [...PEOPLE],
        teams: [
          { title: "Handbook", members: ["max@halden.example"], owners: ["olga@halden.example"] },
          { title: "Perception", members: ["ada@halden.example"] },
        ],
      },
    });
    viewer = await addUser("operator");
  });

  const send = (text: string, who = viewer) =>
    keepUpload(who, { kind: "roster", name: "roster.csv", content: text, bytes: text.length });
  const read = async (lines: string[], removeOthers = false) =>
    readRoster(viewer, { uploadId: await send(["email,team,role", ...lines].join("\n")), removeOthers });
  const told = async (lines: string[], removeOthers = false) => {
    const { reading, changes } = await read(lines, removeOthers);
    return {
      bad: reading.findings.filter(({ tone }) => tone === "bad").map(({ line, words }) => `${line} ${words}`),
      changes: changes.flatMap((one) => ("request" in one ? [one.request.kind] : [])),
      notes: reading.notes,
      reading,
    };
  };
  const exported = async () => {
    let text = "";
    for await (const lines of rosterCsv()) text += lines;
    return text;
  };

  it("gives roles until a time, by the clocks of who sends it; a time that is none is said by the line", async () => {
    const text = [
      "email,team,role,until",
      "ada@halden.example,Handbook,member,2999-12-04 18:00",
      "max@halden.example,Handbook,member,2999-12-04",
      "new@halden.example,Handbook,member,4/12/2026",
      "none@halden.example,Handbook,member,2999-13-45T10:00:00Z",
    ].join("\n");
    const { reading, changes } = await readRoster(viewer, {
      ...{ uploadId: await send(text), removeOthers: false, zone: "Europe/Berlin" },
    });
    expect(changes.map((one) => "request" in one && one.request.until)).toEqual([
      { date: "2999-12-04", time: "18:00", zone: "Europe/Berlin" },
    ]);
    expect(reading.findings.map(({ line, tone }) => [line, tone])).toEqual([
      [4, "bad"],
      [5, "bad"],
      [3, "quiet"],
    ]);
    expect(reading.findings[0]?.words).toContain("no date to end at: 4/12/2026");
  });

  it("changes nothing when an export is imported again, formulas and all", async () => {
    const text = await exported();
    expect(text).toContain(`"'+plus@halden.example"`);
    expect(text).toContain(`"'=cmd`);
    expect(text.split("\r\n")).toHaveLength(1 + 4 + 2 + 1 + 1);
    for (const removeOthers of [false, true]) {
      const { reading, changes } = await readRoster(viewer, { uploadId: await send(text), removeOthers });
      expect(changes).toEqual([]);
      expect(reading.findings).toEqual([]);
      expect(reading.byConsole).toEqual([]);
      expect(reading.notes).toEqual([]);
    }
  });

  it("adds, invites, changes roles, and removes only where it is asked for", async () => {
    const lines = [
      "olga@halden.example,Handbook,owner",
      "ada@halden.example,GitBook / handbook,owner",
      "new@halden.example,Handbook,",
      "ada@halden.example,paperspace / Perception,MEMBER",
      "max@halden.example,Paperspace/Perception,admin",
    ];
    const without = await told(lines);
    expect(without.bad).toEqual([]);
    // Who is added or promoted comes before who steps down.
    expect(without.changes).toEqual(["member.add", "org.invite", "member.setRole", "member.setRole"]);
    expect(without.reading.counts).toMatchObject({ adds: 1, invites: 1, roles: 2, removals: 0 });
    expect(without.reading.organizations).toEqual(["Halden"]);
    const { changes } = await read(lines, true);
    const requests = changes.flatMap((one) => ("request" in one ? [one.request] : []));
    expect(requests.slice(2, 4).map((one) => "role" in one.input && one.input.role)).toEqual([
      "admin",
      "member",
    ]);
    // Max of the handbook; of the Paperspace team the one with the plus, for nobody can remove its owner. Nobody of teams not named.
    expect(requests.slice(4).map((one) => one.kind)).toEqual(Array(2).fill("member.remove"));
    expect(new Set(requests.slice(4).map((one) => "teamId" in one.input && one.input.teamId))).toEqual(
      new Set([await gb.teamId(), await ps.teamId()]),
    );
  });

  it("has a finding for every line it cannot use, and leaves nobody out for it", async () => {
    const { bad, changes, reading } = await told([
      "max@halden.example,Perception,admin",
      "max@halden.example,Nowhere,admin",
      "max@halden.example,GitBook / Handbook,admin",
      "olga@halden.example,Paperspace / Perception,member",
      "olga@halden.example,GitBook / Perception,owner",
      "OLGA@halden.example,gitbook / perception,remove",
      "ada@halden.example,Handbook,owner",
      "ada@halden.example,GitBook / Handbook,member",
      "o'kay@halden,Handbook,member",
      "stranger@halden.example,Paperspace / Perception,owner",
      "stranger@halden.example,Handbook,remove",
    ]);
    expect(changes).toEqual([]);
    expect(bad).toEqual([
      '2 several teams are called "Perception": write "Vendor / Team name"',
      '3 no team is called "Nowhere"',
      "4 GitBook cannot make somebody an admin",
      "5 Paperspace does not let anybody change the role of an owner",
      "6 contradicts line 7: neither is used",
      "7 contradicts line 6: neither is used",
      "8 contradicts line 9: neither is used",
      "9 contradicts line 8: neither is used",
      "10 cannot be invited: not an e-mail address",
      "11 Paperspace cannot make somebody an owner",
    ]);
    expect(reading.counts).toMatchObject({ bad: 10, quiet: 1 });
  });

  it("removes nobody whom a line names, however wrong it is, and nobody where a line cannot be read", async () => {
    const all = [
      "olga@halden.example,Paperspace / Perception,owner",
      "ada@halden.example,Paperspace / Perception,boss",
      "max@halden.example,Nowhere,member",
    ];
    const one = await told(all, true);
    expect(one.changes).toEqual(["member.remove"]);
    const unread = await told([...all, "plus at halden,Paperspace / Perception,member"], true);
    expect(unread.changes).toEqual([]);
    expect(unread.notes).toEqual([expect.stringContaining("Nobody is removed from Perception")]);
    expect((await told([...all, '"plus@halden.example,Paperspace / Perception'], true)).changes).toEqual([]);
  });

  it("lists apart whom only the console can invite", async () => {
    const { reading, changes } = await read(["new@halden.example,Paperspace / Perception,admin"]);
    expect(changes).toEqual([]);
    expect(reading.byConsole).toMatchObject([
      {
        vendor: "paperspace",
        url: expect.stringContaining("https://console.paperspace.com/"),
        people: [{ email: "new@halden.example", role: "admin", line: 2 }],
      },
    ]);
  });

  it("is planned and applied from what was sent once, which is gone then", async () => {
    const uploadId = await send("email,team,role\nmax@halden.example,GitBook / Perception,member\n");
    const source = { kind: "roster" as const, uploadId, removeOthers: false };
    const plan = await planPage(viewer, { source });
    expect(plan.changes.map((line) => line.title)).toEqual([expect.stringContaining("to Perception")]);
    const { changes: _none, ...asked } = submission([]);
    const mine = { ...asked, source, planDigest: plan.digest };
    const answer = await applyChanges(viewer, mine);
    if (answer.status !== "accepted") throw new Error(answer.status);
    expect((await endOf(viewer, answer.batch.batchId)).changes.map((change) => change.state)).toEqual([
      "done",
    ]);
    expect(await db().selectFrom("uploads").select("id").where("id", "=", uploadId).execute()).toEqual([]);
    // The same again is the same batch, though what it was made of is gone.
    expect(await applyChanges(viewer, mine)).toMatchObject({ batch: { batchId: answer.batch.batchId } });
    await syncAll(gb.connectionId);
    expect(
      (await readRoster(viewer, { uploadId: await send(await exported()), removeOthers: true })).changes,
    ).toEqual([]);
  });

  it("is nobody else's, and kept for an hour and three at a time", async () => {
    const other = await addUser("admin");
    const mine = await send("email,team,role\na@x.io,Handbook,member");
    await expect(readRoster(other, { uploadId: mine, removeOthers: false })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const later = [await send("a"), await send("b"), await send("c")];
    await expect(readRoster(viewer, { uploadId: mine, removeOthers: false })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await db()
      .updateTable("uploads")
      .set({ expires_at: "2020-01-01T00:00:00.000Z" })
      .where("id", "=", later[2] ?? "")
      .execute();
    await expect(readRoster(viewer, { uploadId: later[2] ?? "", removeOthers: false })).rejects.toMatchObject(
      { code: "NOT_FOUND" },
    );
    await sweepUploads();
    const kept = await db().selectFrom("uploads").select("id").where("user_id", "=", viewer.userId).execute();
    expect(kept.map((row) => row.id).sort()).toEqual(later.slice(0, 2).sort());
  });

  it("reads 50,000 lines", async () => {
    const lines = Array.from(
      { length: MAX_LINES - 1 },
      (_, n) => `p${n}@halden.example,Paperspace / Perception,member`,
    );
    const { reading } = await read([...lines, "max@halden.example,Paperspace / Perception,admin"]);
    expect(reading.byConsole[0]?.people).toHaveLength(MAX_LINES - 1);
    expect(reading.counts.roles).toBe(1);
  });
});

it("names every team so that it is found again, and never guesses", () => {
  const team = (id: string, vendor: NamedTeam["vendor"], name: string, label = name): NamedTeam => ({
    id,
    vendor,
    name,
    label,
    kind: "team",
    connectionId: "c",
    vendorTeamId: `v-${id}`,
    namespace: undefined,
    organization: "Halden",
    connection: "Docs",
    isRead: true,
  });
  const teams = [
    team("1", "gitbook", "Docs", "Docs (Halden)"),
    team("2", "gitbook", "Docs", "Docs (Norda)"),
    team("3", "paperspace", "Docs", "Docs (docs)"),
    team("4", "gitbook", "Docs (Halden)"),
    team("5", "gitbook", "GitBook / Docs"),
    team("6", "gitbook", " Ärger / Ops "),
    team("7", "gitbook", "docs"),
    team("8", "gitbook", "constructor"),
  ];
  const find = teamFinder(teams);
  for (const [id, name] of exportNames(teams))
    expect([name, find(name)]).toEqual([name, { team: teams[Number(id) - 1] }]);
  expect(exportNames(teams).get("3")).toBe("Paperspace / Docs");
  for (const name of ["Docs", "GitBook / Docs", "DOCS"]) expect(find(name)).toEqual({ problem: "ambiguous" });
  expect(find("gitbook/arger/OPS")).toEqual({ team: teams[5] });
  expect(find("__proto__")).toEqual({ problem: "unknown" });
});
