import type { Locator, Page } from "@playwright/test";
import {
  as,
  gitbookOrganization,
  handbook,
  IVO,
  MEI,
  NOOR,
  OTTILIE,
  PIA,
  paperspaceTeam,
  RUTH,
} from "./cast.ts";
import { connect, expect, expectNoAxeFindings, openTeam, test } from "./fixtures.ts";
import {
  alertWith,
  box,
  button,
  changesSent,
  choice,
  dialog,
  memberIn,
  roleOf,
  rowOf,
  table,
  teamRoleIn,
} from "./steps.ts";

const review = (page: Page) => dialog(page, "Review changes");
const findings = (form: Locator) => form.getByRole("list", { name: "Findings" }).getByRole("listitem");
const finding = (form: Locator, text: string | RegExp) => findings(form).filter({ hasText: text });

async function openInvite(page: Page): Promise<Locator> {
  await page.goto("/people");
  await button(page, "Invite people").click();
  return dialog(page, "Invite people");
}
async function choose(form: Locator, team: string): Promise<void> {
  await box(form, "Find a team").fill(team);
  await form.getByRole("checkbox", { name: new RegExp(`${team}$`) }).check();
}

test("GitBook: a pasted list is read line by line, reviewed, and only then sent", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(
    gitbookOrganization({ teams: [handbook(undefined, { members: [NOOR.email], owners: [IVO.email] })] }),
  );
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  const form = await openInvite(admin);
  await button(form, "Check").click();
  await expect(alertWith(form, "Give at least one address or a file")).toBeVisible();
  await box(form, "People").fill(
    [
      `Achterberg, Ruth <${RUTH.email}>; "Tanaka, Mei" <${MEI.email}>`,
      RUTH.email.toUpperCase(),
      NOOR.email,
      "not an address",
      "sso-fail.one@halden.example",
    ].join("\n"),
  );
  await button(form, "Check").click();
  await expect(finding(form, RUTH.email).first()).toContainText("no team is chosen for it");
  await choose(form, own.teamName);
  await expect(finding(form, MEI.email)).toContainText("joins");
  await expect(finding(form, /^1ruth/)).toContainText("invited, then joins");
  await expect(finding(form, /^2RUTH/)).toContainText("the same as line 1");
  await expect(finding(form, NOOR.email)).toContainText("already a member");
  await expect(finding(form, "not an address")).toContainText("not an e-mail address");
  await expect(form).toContainText("1 person to add, 2 invitations");
  await expect(form).toContainText("each person invited may take a paid seat");
  // One line has another role than the others.
  await choice(form, `Role for ${MEI.email}`).selectOption("Owner");
  await choice(form, "Organization role").selectOption("Edit");
  await form.getByLabel("Single sign-on").check();
  await expectNoAxeFindings(admin);
  expect(await changesSent(sandbox, own.token)).toEqual([]);
  await button(form, "Review plan").click();
  await expect(review(admin)).toContainText("may take a paid seat");
  await button(review(admin), "Apply 3 changes").click();
  await expect.poll(() => teamRoleIn(sandbox, own, "sso-fail.one@halden.example")).toBe("member");
  await expect.poll(() => teamRoleIn(sandbox, own, RUTH.email)).toBe("member");
  await expect.poll(() => teamRoleIn(sandbox, own, MEI.email)).toBe("owner");
  expect((await memberIn(sandbox, own.token, RUTH.email))?.orgRole).toBe("edit");
  // Another test may have a batch of this name: its size tells which is ours.
  await admin.goto("/activity/batches");
  const ours = rowOf(admin, "Batches", "Invite people").filter({ hasText: "3 of 3" });
  await ours.getByRole("link").first().click();
  await expect(table(admin, "Changes")).toContainText(/without single sign-on/i);
});

test("a dropped file over both vendors: teams by line; Paperspace by its console, ticked off, promoted when asked", async ({
  admin,
  sandbox,
  tenant,
}) => {
  await admin.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const ps = await tenant(paperspaceTeam({ people: [as(OTTILIE, { role: "owner" }), as(NOOR)] }));
  const gb = await tenant(gitbookOrganization());
  await connect(admin, ps);
  await connect(admin, gb);
  await openTeam(admin, gb.teamName);
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  await openTeam(admin, ps.teamName);
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  const form = await openInvite(admin);
  const text = [
    "Name;E-Mail;Team;Role",
    `Ruth;${RUTH.email};${ps.teamName};Admin`,
    `Mei;${MEI.email};Paperspace / ${ps.teamName};`,
    `Noor;${NOOR.email};${ps.teamName};`,
    `Pia;${PIA.email};${gb.teamName};Member`,
    `Ivo;${IVO.email};Nowhere;Member`,
    `Ottilie;${OTTILIE.email};${gb.teamName};Boss`,
  ].join("\r\n");
  const data = await admin.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], "people.csv", { type: "text/csv" }));
    return transfer;
  }, text);
  await box(form, "People").dispatchEvent("drop", { dataTransfer: data });
  await expect(form).toContainText("people.csv");
  await button(form, "Check").click();
  await expect(finding(form, RUTH.email)).toContainText("to be invited in Paperspace's console");
  await expect(finding(form, NOOR.email)).toContainText("already a member");
  await expect(finding(form, IVO.email)).toContainText('no team is called "Nowhere"');
  await expect(finding(form, OTTILIE.email)).toContainText("unknown role Boss");
  await expect(form).toContainText("1 person to add, 2 people to invite by console");
  await expect(form.getByText("1 person to add, 2 people to invite by console")).toBeInViewport();

  await button(form, "Review plan").click();
  await button(review(admin), "Apply 1 change").click();
  await expect.poll(() => teamRoleIn(sandbox, gb, PIA.email)).toBe("member");
  await expect(review(admin)).toBeHidden();
  await button(form, `Copy addresses for ${ps.teamName}`).click();
  await expect
    .poll(() => admin.evaluate(() => navigator.clipboard.readText()))
    .toBe(`${RUTH.email}, ${MEI.email}`);
  await expect(form.getByRole("link", { name: "Open Paperspace console" })).toHaveAttribute(
    "href",
    `https://console.paperspace.com/${ps.namespace}/settings`,
  );
  await button(form, `I have sent the invitations to ${ps.teamName}`).click();
  await expect(form).toContainText("Rollcall watches for 2 people");
  // What was sent is used up, and nothing is wrong with that.
  await expect(form.getByRole("alert")).toHaveCount(0);
  await button(form, "Close").last().click();
  expect(await changesSent(sandbox, ps.token)).toEqual([]);

  // Who is waited for is invited already.
  const again = await openInvite(admin);
  await box(again, "People").fill(RUTH.email);
  await choose(again, ps.teamName);
  await button(again, "Check").click();
  await expect(finding(again, RUTH.email)).toContainText("already invited");
  await expect(again).toContainText("Nothing to change");

  await openTeam(admin, ps.teamName);
  await expect(admin.getByText(/^2 invited, not seen yet/)).toContainText("to become an admin");
  await sandbox.mutate(ps.token, { op: "addMember", person: as(RUTH) });
  await button(admin, "Refresh").click();
  await expect(rowOf(admin, "Members", RUTH.email)).toContainText("Active");
  await expect(admin.getByText("has accepted, and was to become an admin")).toBeVisible();
  await expect(admin.getByText(/^1 invited, not seen yet/)).toContainText(MEI.email);
  // Offered, not done.
  expect(await changesSent(sandbox, ps.token)).toEqual([]);
  await expectNoAxeFindings(admin);
  await button(admin, `Make ${RUTH.name} an admin`).click();
  await expect(review(admin)).toContainText(`Make ${RUTH.name} an admin`);
  await button(review(admin), "Apply 1 change").click();
  await expect.poll(async () => (await memberIn(sandbox, ps.token, RUTH.email))?.role).toBe("admin");
  await expect(roleOf(admin, RUTH.name)).toHaveValue("admin");
  await expect(admin.getByText("has accepted, and was to become an admin")).toHaveCount(0);
});

test("from a team's own dialog, with what was typed; what the vendor refuses is said", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(gitbookOrganization({ settings: { seatLimit: 5 } }));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  await button(admin, "Add members").click();
  await box(dialog(admin, "Add members"), "Emails or user IDs").fill(RUTH.email);
  await button(dialog(admin, "Add members"), "A longer list, or a file").click();
  const form = dialog(admin, "Invite people");
  await expect(box(form, "People")).toHaveValue(RUTH.email);
  await expect(form.getByRole("checkbox", { name: new RegExp(`${own.teamName}$`) })).toBeChecked();
  await button(form, "Check").click();
  await button(form, "Review plan").click();
  await button(review(admin), "Apply 1 change").click();
  await expect(table(admin, "Changes")).toContainText("There are not enough seats left in your plan.");
  expect(await teamRoleIn(sandbox, own, RUTH.email)).toBeUndefined();
});
