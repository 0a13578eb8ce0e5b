import { randomBytes } from "node:crypto";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { expect } from "./fixtures.ts";
import { box, button, dialog } from "./steps.ts";

export type Account = { name: string; email: string; password: string };

/** Somebody who has no account yet. */
export function newAccount(): Account {
  const id = randomBytes(4).toString("hex");
  return { name: `Robin ${id}`, email: `robin.${id}@halden.example`, password: `a phrase for ${id} alone` };
}

/** Invites somebody as `role` through the page, and answers the link. */
export async function inviteLink(admin: Page, email: string, role: string): Promise<string> {
  await admin.goto("/settings/users");
  await button(admin, "Invite user").click();
  const form = dialog(admin, "Invite user");
  await box(form, "Email").fill(email);
  await form.getByRole("combobox", { name: "Role", exact: true }).selectOption(role);
  await button(form, "Create invite link").click();
  const field = box(admin, "Invite link");
  await expect(field).toHaveValue(/\/join\//);
  const link = await field.inputValue();
  await button(dialog(admin, "Invite link"), "Done").click();
  return link;
}

/** Opens the link in a browser of its own and joins. */
export async function joinBy(
  browser: Browser,
  link: string,
  account: Account,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ baseURL: new URL(link).origin });
  const page = await context.newPage();
  await page.goto(link);
  await box(page, "Name").fill(account.name);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await button(page, "Join").click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  return { context, page };
}
