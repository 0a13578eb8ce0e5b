import type { Browser, Page } from "@playwright/test";
import { box, button, choice, dialog, table, toast } from "../../e2e/steps.ts";
import type { StorageState } from "./instance.ts";

const PASSWORD = "a phrase of the pictures alone";

/** A path of a link that a dialog shows once. */
async function linkIn(page: Page, name: string): Promise<string> {
  const link = await box(page, name).inputValue();
  await button(dialog(page, name), "Done").click();
  return new URL(link).pathname;
}

async function invite(admin: Page, email: string, role: string): Promise<string> {
  await admin.goto("/settings/users");
  await button(admin, "Invite user").click();
  const form = dialog(admin, "Invite user");
  await box(form, "Email").fill(email);
  await choice(form, "Role").selectOption(role);
  await button(form, "Create invite link").click();
  return linkIn(admin, "Invite link");
}

async function join(browser: Browser, admin: Page, name: string, role: string): Promise<Page> {
  const link = await invite(admin, `${name.split(" ")[0]?.toLowerCase()}@halden.example`, role);
  const context = await browser.newContext({ baseURL: new URL(admin.url()).origin, locale: "en-GB" });
  const page = await context.newPage();
  await page.goto(link);
  await box(page, "Name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await button(page, "Join").click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  return page;
}

/** A viewer, a limited operator, one who is disabled, one who is invited; and an admin whose requests wait. */
export async function addUsers(
  browser: Browser,
  admin: Page,
  team: string,
): Promise<{ join: string; reset: string; viewer: StorageState }> {
  const [viewer, operator, disabled, asker] = [
    await join(browser, admin, "Vera Viewer", "Viewer"),
    await join(browser, admin, "Robin Operator", "Operator"),
    await join(browser, admin, "Dana Disabled", "Operator"),
    await join(browser, admin, "Ada Admin", "Admin"),
  ];
  const open = await invite(admin, "pia.pending@halden.example", "Operator");

  await admin.goto("/settings/users");
  await button(admin, "Disable Dana Disabled").click();
  await toast(admin, "Dana Disabled is disabled").waitFor();
  await button(admin, "Limit Robin Operator").click();
  const limit = dialog(admin, "Limit Robin Operator");
  await limit.getByRole("checkbox", { name: "Limit to some connections" }).check();
  await limit.getByRole("checkbox", { name: "All of Sim cluster" }).check();
  await button(limit, "Save limit").click();
  await limit.waitFor({ state: "hidden" });
  await button(admin, "Reset password of Robin Operator").click();
  const reset = await linkIn(admin, "Reset link");

  await requestApprovals(admin, asker, team);
  const state = await viewer.context().storageState();
  for (const page of [viewer, operator, disabled, asker]) await page.context().close();
  return { join: open, reset, viewer: state };
}

async function requestApprovals(admin: Page, asker: Page, team: string): Promise<void> {
  await admin.goto("/settings/approvals");
  await admin.getByRole("checkbox", { name: "Changing a role in a team" }).check();
  await button(admin, "Save policy").click();
  await toast(admin, "Saved what needs approval").waitFor();
  const ask = async (at: number): Promise<void> => {
    await asker.goto(`${team}/members?role=member`);
    const select = table(asker, "Members")
      .getByRole("combobox", { name: /^Role of / })
      .nth(at);
    await select.selectOption({ label: "Admin" });
    await button(asker.getByRole("dialog"), "Ask for approval").click();
    await toast(asker, "Asked for approval").waitFor();
  };
  await ask(3);
  await admin.goto("/approvals");
  await admin.getByRole("button", { name: /^Refuse / }).click();
  const refuse = dialog(admin, /^Refuse/);
  await box(refuse, "Reason").fill("Only until the migration is over");
  await button(refuse, "Refuse request").click();
  await refuse.waitFor({ state: "hidden" });
  await ask(5);
}
