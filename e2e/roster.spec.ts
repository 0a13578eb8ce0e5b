import type { Locator, Page } from "@playwright/test";
import {
  gitbookOrganization,
  handbook,
  IVO,
  MEI,
  NOOR,
  OTTILIE,
  PIA,
  paperspaceTeam,
  RUTH,
  unique,
} from "./cast.ts";
import { connect, expect, expectNoAxeFindings, openTeam, test } from "./fixtures.ts";
import {
  alertWith,
  box,
  button,
  changesSent,
  dialog,
  memberIn,
  openTeamId,
  rowOf,
  table,
  teamRoleIn,
} from "./steps.ts";

const importer = (page: Page) => dialog(page, "Import roster");
const review = (page: Page) => dialog(page, "Review changes");
const progress = (page: Page) => page.getByRole("progressbar", { name: "Progress" });
const findings = (form: Locator) => form.getByRole("list", { name: "Findings" }).getByRole("listitem");

async function openImporter(page: Page): Promise<Locator> {
  await page.goto("/people");
  await button(page, "Import roster").click();
  return importer(page);
}
const csvFile = (text: string | Buffer, name = "roster.csv") => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(text),
});

/** The roster as it is exported, of one team. */
async function exportOf(page: Page, teamId: string): Promise<string> {
  const answer = await page.request.get(`/api/people/roster.csv?team=${teamId}`);
  expect(answer.status()).toBe(200);
  expect(answer.headers()["content-disposition"]).toContain("rollcall-roster-");
  return answer.text();
}

test("1,000 people: an export changes nothing; what is edited in it becomes a plan, and is so afterwards", async ({
  admin,
  sandbox,
  tenant,
}) => {
  test.setTimeout(240_000);
  const own = await tenant({
    vendor: "paperspace",
    members: 1_000,
    profile: "plain",
    overrides: { teamName: unique("Thousand"), secrets: [] },
  });
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(admin.getByText("1,000 members").first()).toBeVisible({ timeout: 60_000 });
  const teamId = openTeamId(admin);
  const before = await exportOf(admin, teamId);
  const lines = before
    .replace(/^\uFEFF/, "")
    .trim()
    .split("\r\n");
  expect(lines).toHaveLength(1_001);

  const form = await openImporter(admin);
  await form.getByLabel("Remove people who are not in the roster").check();
  await form.getByLabel("File").setInputFiles(csvFile(before));
  await button(form, "Check").click();
  await expect(form).toContainText("Nothing to change in 1,000 lines");
  await expect(button(form, "Review plan")).toHaveCount(0);

  const [head = "", ...people] = lines;
  const plain = people.filter((line) => line.includes(",member,"));
  const promoted = plain.slice(0, 20).map((line) => line.replace(",member,", ",admin,"));
  const gone = plain.slice(20, 50);
  const kept = people.filter((line) => !plain.slice(0, 50).includes(line));
  const team = `Paperspace / ${own.teamName}`;
  const edited = [
    head,
    ...kept,
    ...promoted,
    `newcomer@halden.example,${team},admin`,
    "not an address,x,member",
  ];
  await form.getByLabel("File").setInputFiles(csvFile(edited.join("\r\n")));
  await button(form, "Check").click();
  // A line that cannot be read may name anybody: nobody is removed, and that is said.
  await expect(form).toContainText("20 roles to change, 1 person to invite by console");
  await expect(form).toContainText("Nobody is removed");
  await expect(findings(form)).toHaveCount(1);
  await expect(findings(form)).toContainText("not an e-mail address");

  await form.getByLabel("File").setInputFiles(csvFile(edited.slice(0, -1).join("\r\n")));
  await button(form, "Check").click();
  await expect(form).toContainText("20 roles to change, 30 people to remove, 1 person to invite by console");
  await expectNoAxeFindings(admin);
  expect(await changesSent(sandbox, own.token)).toEqual([]);
  await button(form, "Review plan").click();
  const typed = box(review(admin), "Type 50 to confirm");
  await typed.fill("50");
  await button(review(admin), "Apply 50 changes").click();
  // What only the console can do stays in view; the plan goes on by itself.
  await expect(review(admin)).toBeHidden();
  await expect(form).toContainText("newcomer@halden.example");
  await form.getByRole("link", { name: "Open batch" }).click();
  await expect(progress(admin)).toHaveAttribute("aria-valuenow", "50", { timeout: 90_000 });
  await expect(admin.getByText("50 done")).toBeVisible();

  const { members } = await sandbox.state(own.token);
  const emailOf = (line: string) => line.split(",")[0] ?? "";
  expect(members).toHaveLength(970);
  const roles = new Map(members.map((member) => [member.email, member.role]));
  for (const line of promoted)
    expect([emailOf(line), roles.get(emailOf(line))]).toEqual([emailOf(line), "admin"]);
  for (const line of gone) expect(roles.has(emailOf(line))).toBe(false);

  const after = await openImporter(admin);
  await after.getByLabel("File").setInputFiles(csvFile(await exportOf(admin, teamId)));
  await after.getByLabel("Remove people who are not in the roster").check();
  await button(after, "Check").click();
  await expect(after).toContainText("Nothing to change in 970 lines");
});

test("over both vendors, pasted: adds, an invitation, a role, and a finding for every line that is wrong", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const shared = unique("Shared");
  const ps = await tenant(paperspaceTeam({ teamName: shared }));
  const own = handbook(unique("Docs"), { members: [NOOR.email], owners: [IVO.email] });
  const gb = await tenant(
    gitbookOrganization({ teams: [own, handbook(shared, { members: [], owners: [] })] }),
  );
  await connect(admin, ps);
  await connect(admin, gb);
  await openTeam(admin, own.title);
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  const form = await openImporter(admin);
  await button(form, "Check").click();
  await expect(alertWith(form, "Paste a roster or choose a file")).toBeVisible();
  await box(form, "Roster").fill("name;role\nNoor;Admin");
  await button(form, "Check").click();
  await expect(alertWith(form, "No column for the e-mail was found")).toBeVisible();

  const wrong = [
    `${NOOR.email};${shared};Admin`,
    `${NOOR.email};No such team;Member`,
    `${NOOR.email};Paperspace / ${shared};Boss`,
    `${MEI.email};GitBook / ${shared};Admin`,
    `${OTTILIE.email};Paperspace / ${shared};Member`,
    `${PIA.email};Paperspace / ${shared};Member`,
    `${PIA.email.toUpperCase()};paperspace / ${shared};Remove`,
    `nobody;${own.title};Member`,
  ];
  const right = [
    `${NOOR.email};Paperspace / ${shared};Admin`,
    `${NOOR.email};Paperspace / ${shared};Admin`,
    `${MEI.email};${own.title};Owner`,
    `${RUTH.email};GitBook / ${own.title};`,
    `${NOOR.email};${own.title};Remove`,
  ];
  await box(form, "Roster").fill(["E-Mail;Team;Role;Since", ...wrong, ...right].join("\r\n"));
  await button(form, "Check").click();
  await expect(form).toContainText("8 lines cannot be used and are left out");
  await expect(form).toContainText("Columns not used: Since");
  await expect(form).toContainText(/may take a paid seat/);
  for (const [line, words] of [
    [2, "several teams are called"],
    [3, 'no team is called "No such team"'],
    [4, "unknown role Boss"],
    [5, "GitBook cannot make somebody an admin"],
    [6, "does not let anybody change the role of an owner"],
    [7, "contradicts line 8"],
    [8, "contradicts line 7"],
    [9, "not an e-mail address"],
  ] as const)
    await expect(findings(form).filter({ hasText: new RegExp(`^${line}\\D`) })).toContainText(words);
  await expect(findings(form).filter({ hasText: "the same as line 10" })).toHaveCount(1);
  expect(await changesSent(sandbox, ps.token)).toEqual([]);
  expect(await changesSent(sandbox, gb.token)).toEqual([]);

  await button(form, "Review plan").click();
  await expect(review(admin).getByRole("list", { name: "Plan" }).getByRole("listitem")).toHaveCount(4);
  await button(review(admin), "Apply 4 changes").click();
  await expect.poll(async () => (await memberIn(sandbox, ps.token, NOOR.email))?.role).toBe("admin");
  await expect.poll(async () => teamRoleIn(sandbox, gb, MEI.email)).toBe("owner");
  await expect.poll(async () => teamRoleIn(sandbox, gb, RUTH.email)).toBe("member");
  await expect.poll(async () => teamRoleIn(sandbox, gb, NOOR.email)).toBeUndefined();
  expect((await memberIn(sandbox, ps.token, PIA.email))?.role).toBe("admin");
});

test("what the vendor refuses is named in the batch, and the rest is done", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  await sandbox.setFaults(own.token, [
    {
      route: "PUT /teams/:id/users/:userId",
      status: 422,
      body: JSON.stringify({ code: "BAD_REQUEST", message: "Seats are locked" }),
      times: 1,
    },
  ]);
  const form = await openImporter(admin);
  const team = `Paperspace / ${own.teamName}`;
  await box(form, "Roster").fill(
    `e-mail,team,role\n${NOOR.email},"${team}",admin\n${MEI.email},"${team}",admin`,
  );
  await button(form, "Check").click();
  await button(form, "Review plan").click();
  await button(review(admin), "Apply 2 changes").click();
  await expect(progress(admin)).toHaveAttribute("aria-valuenow", "2");
  await expect(admin.getByText("1 failed")).toBeVisible();
  await expect(table(admin, "Changes")).toContainText("Seats are locked");
  const { members } = await sandbox.state(own.token);
  expect(
    members.filter(({ email, role }) => role === "admin" && (email === NOOR.email || email === MEI.email)),
  ).toHaveLength(1);
});
