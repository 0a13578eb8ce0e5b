import { NOOR, paperspaceTeam } from "./cast.ts";
import { connect, expect, expectNoAxeFindings, openTeam, test } from "./fixtures.ts";
import { inviteLink, joinBy, newAccount } from "./people-of-rollcall.ts";
import {
  box,
  button,
  dialog,
  expectChosen,
  memberIn,
  openTeamId,
  roleOf,
  rowOf,
  table,
  toast,
} from "./steps.ts";

test("an operator who is limited to a connection sees and changes that one alone", async ({
  admin,
  browser,
  sandbox,
  tenant,
}) => {
  const ours = await tenant(paperspaceTeam());
  const theirs = await tenant(paperspaceTeam());
  await connect(admin, theirs);
  await connect(admin, ours);
  await openTeam(admin, theirs.teamName);
  const foreign = openTeamId(admin);
  const account = newAccount();
  const { page, context } = await joinBy(
    browser,
    await inviteLink(admin, account.email, "Operator"),
    account,
  );
  await openTeam(page, theirs.teamName);

  await admin.goto("/settings/users");
  await button(admin, `Limit ${account.name}`).click();
  const limit = dialog(admin, `Limit ${account.name}`);
  await limit.getByRole("checkbox", { name: "Limit to some connections" }).check();
  await limit.getByRole("checkbox", { name: `All of ${ours.teamName}` }).check();
  await expectNoAxeFindings(admin);
  await button(limit, "Save limit").click();
  await expect(toast(admin, "is limited now")).toBeVisible();
  await expect(rowOf(admin, "Users", account.email)).toContainText("Limited");

  await page.goto(`/teams/${foreign}/members`);
  await expect(page.getByRole("heading", { level: 1, name: /not found|nothing/i })).toBeVisible();
  expect((await page.request.get(`/api/teams/${foreign}/members`)).status()).toBe(404);
  await page.goto("/teams");
  await expect(table(page, "Teams").getByRole("link", { name: ours.teamName })).toBeVisible();
  await expect(page.getByText(theirs.teamName)).toHaveCount(0);

  await openTeam(page, ours.teamName);
  await roleOf(page, NOOR.name).selectOption("Admin");
  await expect.poll(async () => (await memberIn(sandbox, ours.token, NOOR.email))?.role).toBe("admin");
  await expectChosen(roleOf(page, NOOR.name), "Admin");

  await admin.goto("/settings/users");
  await button(admin, `Limit ${account.name}`).click();
  await limit.getByRole("checkbox", { name: "Limit to some connections" }).uncheck();
  await button(limit, "Save limit").click();
  await expect(toast(admin, "sees everything")).toBeVisible();
  await openTeam(page, theirs.teamName);
  await context.close();
});

test("somebody is invited to one team alone in one dialog, and sees no more from the first page on", async ({
  admin,
  browser,
  tenant,
}) => {
  const ours = await tenant(paperspaceTeam());
  const theirs = await tenant(paperspaceTeam());
  await connect(admin, theirs);
  await connect(admin, ours);
  await openTeam(admin, theirs.teamName);
  const foreign = openTeamId(admin);
  const account = newAccount();

  await admin.goto("/settings/users");
  await button(admin, "Invite user").click();
  const form = dialog(admin, "Invite user");
  await box(form, "Email").fill(account.email);
  await button(form, "Limit to…").click();
  // Asked for and not chosen: nobody is let in without the limit that was meant.
  await button(form, "Create invite link").click();
  await expect(form.getByRole("alert")).toHaveText("Choose what they see, or take the limit back");
  await form.getByRole("checkbox", { name: `All of ${ours.teamName}` }).check();
  await expectNoAxeFindings(admin);
  await button(form, "Create invite link").click();
  const made = dialog(admin, "Invite link");
  await expect(made).toContainText(`joins as Viewer, limited to ${ours.teamName}`);
  const link = await box(made, "Invite link").inputValue();
  await button(made, "Done").click();
  await expect(rowOf(admin, "Users", account.email)).toContainText(`Limited to ${ours.teamName}`);

  const { page, context } = await joinBy(browser, link, account);
  await expect(page.getByText(theirs.teamName)).toHaveCount(0);
  expect((await page.request.get(`/api/teams/${foreign}/members`)).status()).toBe(404);
  await page.goto("/teams");
  await expect(table(page, "Teams").getByRole("link", { name: ours.teamName })).toBeVisible();
  await expect(page.getByText(theirs.teamName)).toHaveCount(0);
  await admin.reload();
  await expect(rowOf(admin, "Users", account.email)).toContainText(`Limited to ${ours.teamName}`);
  await context.close();
});
