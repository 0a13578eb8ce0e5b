import { paperspaceTeam } from "./cast.ts";
import { connect, expect, expectNoAxeFindings, openTeam, test } from "./fixtures.ts";
import { button, dialog } from "./steps.ts";

test("help is one press away from where one asks, and from the account menu", async ({ admin, tenant }) => {
  const team = await tenant(paperspaceTeam());
  await connect(admin, team);
  await openTeam(admin, team.teamName);
  await admin.getByRole("link", { name: "Help: Sync and age" }).click();
  await expect(admin.getByRole("heading", { level: 1, name: "Sync and age" })).toBeVisible();
  await expect(admin).toHaveTitle("Sync and age · Rollcall");
  await expect(admin.getByRole("heading", { level: 2, name: "When it is read again" })).toBeVisible();
  await expectNoAxeFindings(admin);

  await button(admin, "Account").click();
  await admin.getByRole("group", { name: "Account" }).getByRole("link", { name: "Help" }).click();
  await expect(admin.getByRole("heading", { level: 1, name: "Help", exact: true })).toBeVisible();
  await expect(admin.getByRole("group", { name: "Account" })).toHaveCount(0);
  await expectNoAxeFindings(admin);
  await admin.getByRole("link", { name: "Plans and undo" }).click();
  await expect(admin.getByRole("table").last()).toContainText("creating a secret");

  // From a dialog it opens beside it: what was typed stays.
  await admin.goto("/settings/connections");
  await button(admin, "Add connection").click();
  const form = dialog(admin, "Add connection");
  await form.getByLabel("API token").fill("typed");
  const opened = admin.waitForEvent("popup");
  await form.getByRole("link", { name: "Help: Vendors' tokens" }).click();
  const beside = await opened;
  await expect(beside.getByRole("heading", { level: 1, name: "Vendors' tokens" })).toBeVisible();
  await beside.close();
  await expect(form.getByLabel("API token")).toHaveValue("typed");
});
