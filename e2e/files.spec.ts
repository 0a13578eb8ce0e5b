import { readFileSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "@playwright/test";
import { gitbookOrganization, handbook, IVO, MEI, NOOR, OTTILIE, PIA, paperspaceTeam, RUTH } from "./cast.ts";
import { connect, expect, expectNoAxeFindings, openTeam, test } from "./fixtures.ts";
import { alertWith, box, button, changesSent, dialog, rowOf, teamRoleIn } from "./steps.ts";

const review = (page: Page) => dialog(page, "Review changes");
const findings = (form: Locator) => form.getByRole("list", { name: "Findings" }).getByRole("listitem");
const fromFile = (folder: string, name: string): string =>
  readFileSync(path.join(import.meta.dirname, "..", "lib", "changes", folder, "cases", name), "utf8");

async function openPeople(page: Page, what: "Import roster" | "Invite people"): Promise<Locator> {
  await page.goto("/people");
  await button(page, what).click();
  return dialog(page, what);
}

test("a roster with a slip removes nobody; one that was cut off is applied only after a confirmation of its own", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const people = [NOOR, MEI, PIA, OTTILIE];
  const own = await tenant(
    gitbookOrganization({
      teams: [handbook(undefined, { members: people.map(({ email }) => email), owners: [IVO.email] })],
    }),
  );
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(rowOf(admin, "Members", PIA.name)).toBeVisible();
  const team = `GitBook / ${own.teamName}`;
  const lines = (cells: readonly string[]) =>
    ["email,team", ...cells.map((cell) => `${cell},${team}`)].join("\n");
  const form = await openPeople(admin, "Import roster");
  await form.getByLabel("Remove people who are not in the roster").check();

  const others = [IVO, NOOR, MEI, OTTILIE].map(({ email }) => email);
  await box(form, "Roster").fill(lines([...others, `="${PIA.email}"`]));
  await button(form, "Check").click();
  await expect(form).toContainText("Nothing to change in 5 lines. Nobody is removed.");
  await box(form, "Roster").fill(lines([...others, "pia at halden"]));
  await button(form, "Check").click();
  await expect(form).toContainText(`Nobody is removed from ${own.teamName}: line 6 cannot be read`);
  await expect(findings(form)).toContainText("not an e-mail address");
  await expect(button(form, "Review plan")).toHaveCount(0);

  await box(form, "Roster").fill(lines(others.slice(0, 2)));
  await button(form, "Check").click();
  await expect(form).toContainText("3 people to remove");
  await expect(alertWith(form, `This removes most of ${own.teamName}: 3 of its 5 people.`)).toBeVisible();
  await expectNoAxeFindings(admin);
  await button(form, "Review plan").click();
  await button(review(admin), "Apply 3 changes").click();
  await expect(review(admin)).toContainText("Say so here, or go back and look at the roster");
  expect(await changesSent(sandbox, own.token)).toEqual([]);
  await expectNoAxeFindings(admin);
  await review(admin).getByRole("checkbox", { name: "The roster is right: go on" }).check();
  await button(review(admin), "Apply 3 changes").click();
  await expect.poll(() => teamRoleIn(sandbox, own, PIA.email)).toBeUndefined();
  await expect.poll(() => teamRoleIn(sandbox, own, OTTILIE.email)).toBeUndefined();
  expect(await teamRoleIn(sandbox, own, NOOR.email)).toBe("member");
});

test("a workbook is refused when it is chosen; a table's work addresses are taken, unknown headings are asked about", async ({
  admin,
}) => {
  const form = await openPeople(admin, "Invite people");
  await form.getByLabel("File").setInputFiles({
    name: "People.xlsx",
    mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    buffer: Buffer.from([0x50, 0x4b, 3, 4, 20, 0]),
  });
  await expect(alertWith(form, "save it as CSV")).toBeVisible();
  await expect(form).not.toContainText("People.xlsx");

  const find = (text: string) => findings(form).filter({ hasText: text });
  await box(form, "People").fill(fromFile("intake", "invite-google-workspace.csv"));
  await button(form, "Check").click();
  await expect(findings(form)).toHaveCount(2);
  await expect(form).toContainText("Columns not used: Password [Required]");
  await expect(find("noor@halden.example")).toHaveCount(1);
  await expect(find("mail.example")).toHaveCount(0);

  await box(form, "People").fill(
    "Name,Recovery Email\nNoor,noor.at.home@mail.example\nMax,max.kim@mail.example",
  );
  await button(form, "Check").click();
  await expect(alertWith(form, "The headings of this table are not understood")).toBeVisible();
  await expect(findings(form)).toHaveCount(0);

  await box(form, "People").fill(fromFile("intake", "invite-missing-separators.txt"));
  await button(form, "Check").click();
  await expect(findings(form)).toHaveCount(6);
  for (const name of ["noor", "max", "lea", "kim", "ana", "bo"])
    await expect(find(`${name}@halden.example`)).toHaveCount(1);
});

test("people pasted into a team's form are found wherever they stand in a line", async ({
  admin,
  tenant,
}) => {
  const own = await tenant(gitbookOrganization());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await button(admin, "Add members").click();
  const form = dialog(admin, /^Add members/);
  await box(form, "Emails or user IDs").fill(
    `1. Ruth <${RUTH.email}> Somebody <somebody@halden.example>\n2. half@halden\n3. "max@halden.example" <no@halden.example>`,
  );
  await button(form, "Add").click();
  await expect(findings(form).filter({ hasText: RUTH.email })).toContainText("gets an invitation");
  await expect(findings(form).filter({ hasText: "somebody@" })).toContainText("gets an invitation");
  await expect(findings(form).filter({ hasText: "half@halden" })).toContainText("not an e-mail address");
  await expect(findings(form).filter({ hasText: "no@halden.example" })).toContainText(
    "not an e-mail address",
  );
});

test("an .env file says what it takes as it stands, and shows no piece of a key", async ({
  admin,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await button(admin, "Import .env").click();
  const form = dialog(admin, "Import .env");
  const files = ["pem-unquoted.env", "shell-values.env", "pasted-from-chat.env"];
  await box(form, "Contents").fill(files.map((name) => fromFile("rotation", name)).join(""));
  await button(form, "Preview").click();
  const preview = dialog(admin, "Preview");
  await expect(findings(preview)).toHaveCount(8);
  await expect(findings(preview).first()).toContainText("TLS_CHAIN begins a value over several lines");
  for (const words of [
    "FROM_FILE holds a command",
    "VAULT_REF looks like a reference",
    "CURLY holds curly quotes",
  ])
    await expect(findings(preview).filter({ hasText: words })).toHaveCount(1);
  await expect(preview.getByRole("list", { name: "Preview" }).getByRole("listitem")).toHaveCount(9);
  await expect(preview).not.toContainText(/MIID|q1Zk|hkiG/);
});
