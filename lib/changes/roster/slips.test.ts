import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";
import { setRules } from "#lib/changes/approvals/rules.ts";
import { addUser, submission, withVendors } from "#lib/changes/changes.testing.ts";
import { REMOVES_MANY } from "#lib/changes/constants.ts";
import { keepUpload } from "#lib/changes/intake/mutations.ts";
import { planShown } from "#lib/changes/kept/plan-now.ts";
import { planPage } from "#lib/changes/plan/pages.ts";
import { membersOfTeams } from "#lib/changes/roster/people.ts";
import { readRoster } from "#lib/changes/roster/upload.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

const fromFile = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, "..", "intake", "cases", name), "utf8");

const NAMES = ["olga", "noor", "max", "lea", "kim", "bo", "ines", "tariq", "wanda", "yuki"];
const PEOPLE = [
  ...NAMES.map((name) => ({
    email: `${name}@halden.example`,
    role: "member" as const,
    orgRole: name === "olga" ? ("admin" as const) : ("read" as const),
  })),
  { email: "uli@bücher.example", role: "member" as const, orgRole: "read" as const },
];

describeEachStore("a roster with slips", () => {
  const bench = withVendors();
  let viewer: Viewer;
  let teamId: string;

  beforeAll(async () => {
    const opened = await bench.open("gitbook", {
      members: 0,
      orgMembers: 12,
      enterprise: true,
      overrides: {
        organizationTitles: ["Halden"],
        people: PEOPLE,
        teams: [
          {
            title: "Handbook",
            members: ["noor@halden.example", "uli@bücher.example", "max@halden.example"],
            owners: ["olga@halden.example"],
          },
          {
            title: "Everybody",
            members: PEOPLE.slice(1).map(({ email }) => email),
            owners: ["olga@halden.example"],
          },
        ],
      },
    });
    viewer = await addUser("operator");
    teamId = await opened.teamId();
  });

  const send = (content: string) =>
    keepUpload(viewer, { kind: "roster", name: "r.csv", content, bytes: content.length });
  const read = async (text: string) => readRoster(viewer, { uploadId: await send(text), removeOthers: true });
  const HANDBOOK = ["olga@halden.example", "noor@halden.example", "uli@xn--bcher-kva.example"];
  /** A roster of the handbook in which Max stands as `cell`. */
  const withMax = (cell: string) =>
    read(
      [
        "email,team,role",
        ...HANDBOOK.map(
          (email) => `${email},GitBook / Handbook,${email.startsWith("olga") ? "owner" : "member"}`,
        ),
        `${cell},GitBook / Handbook,member`,
      ].join("\n"),
    );
  const kinds = ({ changes }: Awaited<ReturnType<typeof read>>) =>
    changes.flatMap((line) => ("request" in line ? [line.request.kind] : []));

  it("removes who is left out, and nobody else", async () => {
    const text = ["email,team,role", ...HANDBOOK.map((email) => `${email},GitBook / Handbook,`)].join("\n");
    const full = await read(text);
    expect(kinds(full)).toEqual(["member.remove"]);
    // One of four is a quarter of the team.
    expect(full.reading.brakes).toEqual(["This removes a quarter or more of Handbook: 1 of its 4 people."]);
  });

  it.each([
    '"=""max@halden.example"""',
    '="max@halden.example"',
    "mailto:max@halden.example",
    "Max Kim <max@halden.example>",
    "ma\u200bx@halden.example",
    "max@halden.example\u00a0",
    "max@halden.example.",
    "'max@halden.example",
    "MAX@Halden.Example",
    "[Max](mailto:max@halden.example)",
    "max@halden。example",
  ])("finds Max by %j", async (cell) => {
    const { reading, changes } = await withMax(cell);
    expect(changes).toEqual([]);
    expect(reading.findings).toEqual([]);
    expect(reading.notes).toEqual([]);
  });

  it.each([
    "max@halden",
    "max at halden",
    "max",
    "max@halden.exam",
    "max@@halden.example",
    "mаx@halden.example",
    '"kim@halden.example; lea@halden.example"',
    "max@",
    "max＠halden.example",
    "?",
  ])("removes nobody where a line says %j, and says why", async (cell) => {
    const full = await withMax(cell);
    expect(kinds(full)).not.toContain("member.remove");
    expect(full.reading.notes.join("\n")).toMatch(
      /Nobody is removed from Handbook: line 5|max@halden\.example/,
    );
  });

  it.each(["max@haldne.example", "mxa@halden.example", "maxx@halden.example", "max@halden.exampl"])(
    "keeps Max where %j looks like a slip of his address, and says so",
    async (cell) => {
      const full = await withMax(cell);
      expect(kinds(full)).toEqual(["org.invite"]);
      expect(full.reading.notes).toEqual([
        expect.stringMatching(/is not removed from Handbook.*in line 5 looks like a slip/),
      ]);
    },
  );

  it("is not misled by ids that are not the vendor's", async () => {
    for (const name of ["roster-no-tld.csv", "roster-text-formula.csv", "roster-hr-id.csv"]) {
      const full = await read(fromFile(name));
      expect([name, kinds(full)]).toEqual([name, []]);
      expect([name, full.reading.notes.length]).toEqual([name, name === "roster-text-formula.csv" ? 0 : 1]);
    }
    const { reading } = await read(fromFile("roster-hr-id.csv"));
    expect(reading.findings).toMatchObject([
      { line: 5, tone: "bad", words: "not an e-mail address, and nobody has this user ID" },
    ]);
    // An empty cell, and an id that nobody has: the line may mean anybody.
    const nobody = await read("id,email,team\n1,olga@halden.example,Handbook\n2,,Handbook");
    expect(kinds(nobody)).toEqual([]);
    expect(nobody.reading.notes).toEqual([expect.stringContaining("line 3 cannot be read")]);
  });

  it("removes nobody where a line names no team and nobody is found by it", async () => {
    const lines = HANDBOOK.map((email) => `${email},GitBook / Handbook,member`);
    const full = await read(["email,team,role", ...lines, "max@halden.ex"].join("\n"));
    expect(kinds(full)).not.toContain("member.remove");
    expect(full.reading.notes).toEqual([expect.stringContaining("line 5 cannot be read")]);
  });

  it("does not take another list's number for an id beside an address that it cannot read", async () => {
    const { all } = (await membersOfTeams([teamId])).get(teamId) ?? { all: [] };
    const noor = all.find(({ emailKey }) => emailKey === "noor@halden.example")?.userId ?? "";
    const lines = HANDBOOK.map((email) => `,${email},Handbook,`);
    const full = await read(
      ["id,email,team,role", ...lines, `${noor},max at halden,Handbook,owner`].join("\n"),
    );
    expect(kinds(full)).toEqual([]);
    expect(full.reading.notes).toEqual([expect.stringContaining("line 5 cannot be read")]);
  });

  it("removes nobody where a quote swallows the next line", async () => {
    const [first, ...rest] = HANDBOOK.map((email) => `${email},Handbook,"member"`);
    const text = [
      "email,team,role",
      ...rest,
      first?.slice(0, -1),
      'max@halden.example,Handbook,"member"',
    ].join("\n");
    const full = await read(text);
    expect(kinds(full)).not.toContain("member.remove");
    expect(full.reading.notes).toEqual([expect.stringContaining("Nobody is removed from Handbook: line 4")]);
  });

  it("finds a team whose name was pasted with signs that nobody sees", async () => {
    const full = await read(
      `email,team\n${[...HANDBOOK, "max@halden.example"].map((email) => `${email},Git\u00adBook / Hand\u200bbook`).join("\n")}`,
    );
    expect(full.reading.findings).toEqual([]);
    expect(kinds(full)).toEqual([]);
  });

  it("finds headings below titles, and refuses what it does not understand", async () => {
    const lines = [...HANDBOOK, "max@halden.example"].map((email) => `${email};GitBook / Handbook;`);
    for (const above of ["", "sep=;;;\n", '"sep=;"\n', "Halden, all teams\n\nAs of today;;\n"]) {
      const text = `${above}E-Mail;Team;Role\n${lines.join("\n")}\n\u001a`.replace("\n\u001a", "\n");
      expect([above, kinds(await read(text))]).toEqual([above, []]);
    }
    await expect(read("Konto;Gruppe\nmax@halden.example;Handbook")).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });

  it("says that it would remove most of a team, and is not applied without that being accepted", async () => {
    const text = "email,team,role\nolga@halden.example,Everybody,\nnoor@halden.example,Everybody,\n";
    const { reading } = await read(text);
    expect(reading.counts.removals).toBe(9);
    expect(reading.brakes).toEqual(["This removes most of Everybody: 9 of its 11 people."]);
    const uploadId = await keepUpload(viewer, { kind: "roster", name: "", content: text, bytes: 1 });
    const source = { kind: "roster" as const, uploadId, removeOthers: true };
    const plan = await planPage(viewer, { source });
    expect(plan.risks).toContainEqual({
      code: REMOVES_MANY,
      text: "This removes most of Everybody: 9 of its 11 people. Is the roster whole?",
      count: 9,
    });
    const { changes: _none, ...asked } = submission([]);
    const others = plan.risks.map(({ code }) => code).filter((code) => code !== REMOVES_MANY);
    const answer = await applyChanges(viewer, {
      ...asked,
      acknowledged: others,
      source,
      planDigest: plan.digest,
    });
    expect(answer.status).toBe("needsConfirmation");
    // Who approves it reads the same sentence.
    await setRules(viewer, { rules: [{ kind: "member.remove", above: 0 }], hours: 72 });
    const codes = [...plan.risks.map(({ code }) => code), APPROVAL_CODE];
    const requested = await applyChanges(viewer, {
      ...submission([]),
      changes: undefined,
      acknowledged: codes,
      source,
    });
    await setRules(viewer, { rules: [], hours: 72 });
    if (requested.status !== "requested") throw new Error(requested.status);
    const row = await db()
      .selectFrom("approvals")
      .selectAll()
      .where("id", "=", requested.approvalId)
      .executeTakeFirstOrThrow();
    expect(await planShown(await addUser("admin"), row)).toMatchObject({
      risks: expect.arrayContaining([
        { code: REMOVES_MANY, text: expect.stringContaining("9 of its 11 people"), count: 9 },
      ]),
      differences: 0,
    });
  });

  it("says that a team would be left without its last owner", async () => {
    const lines = PEOPLE.slice(1).map(({ email }) => `${email},Everybody,`);
    const { reading } = await read(["email,team,role", ...lines].join("\n"));
    expect(reading.brakes).toEqual(["This leaves Everybody without an owner."]);
    const handed = await read(
      ["email,team,role", ...lines]
        .join("\n")
        .replace("max@halden.example,Everybody,", "max@halden.example,Everybody,owner"),
    );
    expect(handed.reading.brakes).toEqual([]);
    const demoted = await readRoster(viewer, {
      uploadId: await send("email,team,role\nolga@halden.example,Handbook,member"),
      removeOthers: false,
    });
    expect(demoted.reading.brakes).toEqual(["This leaves Handbook without an owner."]);
    expect(demoted.changes).toMatchObject([{ warnings: [{ code: REMOVES_MANY, confirm: true }] }]);
    const written = NAMES.slice(1, 9).map((name) => `${name}@halden.example,Everybody,remove`);
    const explicit = await readRoster(viewer, {
      uploadId: await send(["email,team,role", ...written].join("\n")),
      removeOthers: false,
    });
    expect(explicit.reading.brakes).toEqual(["This removes most of Everybody: 8 of its 11 people."]);
  });
});
