import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { expect, expectNoAxeFindings, test } from "./fixtures.ts";
import { alertWith, button } from "./steps.ts";

// A table that is away makes every page that reads it fail.

/** Gives a table of a server's store another name. */
function rename(dataDir: string, from: string, to: string): void {
  const store = new DatabaseSync(path.join(dataDir, "rollcall.db"));
  store.exec(`alter table ${from} rename to ${to}`);
  store.close();
}

test("a page that fails says so beside the navigation, and shows once it can", async ({ ownAdmin }) => {
  const { server, page } = await ownAdmin();
  const nav = page.getByRole("navigation", { name: "Main" });
  const failed = alertWith(page, "Nothing was changed.");

  rename(server.dataDir, "webhooks", "away");
  // On the way from another page, and loaded whole.
  await page.goto("/settings/profile");
  await nav.getByRole("link", { name: "Webhooks" }).click();
  await expect(failed).toContainText(/This page could not be shown.*The log has more under \S+\./);
  await page.reload();
  await expect(failed).toBeVisible();
  await expect(page.getByRole("main")).toHaveCount(1);
  await expect(page.getByRole("main").filter({ has: failed })).toBeVisible();
  await expectNoAxeFindings(page);

  await nav.getByRole("link", { name: "Profile" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Profile" })).toBeVisible();
  await expect(failed).toHaveCount(0);

  await nav.getByRole("link", { name: "Webhooks" }).click();
  await expect(failed).toBeVisible();
  // It says that it tries, and the keyboard begins at the page that comes, also where that fails again.
  await page.route("**/settings/webhooks?*", async (route) => {
    await setTimeout(700);
    await route.continue();
  });
  const again = button(failed, "Try again");
  await again.press("Enter");
  await expect(again).toHaveAttribute("aria-busy", "true");
  await expect(again).not.toHaveAttribute("aria-busy");
  await expect(page.getByRole("main")).toBeFocused();
  rename(server.dataDir, "away", "webhooks");
  await again.press("Enter");
  await expect(again).toHaveAttribute("aria-busy", "true");
  await expect(page.getByRole("heading", { level: 1, name: "Webhooks" })).toBeVisible();
  await expect(page.getByRole("main")).toBeFocused();
  await expect(failed).toHaveCount(0);
});

test("where what stands around every page fails, the page is that it failed", async ({ ownAdmin }) => {
  const { server, page } = await ownAdmin();
  const failed = alertWith(page, "Nothing was changed.");
  rename(server.dataDir, "saved_views", "away");
  await page.goto("/settings/profile");
  await expect(page.getByRole("main").filter({ has: failed })).toBeVisible();
  await expect(page.getByRole("main")).toHaveCount(1);
  await expect(page.getByRole("navigation", { name: "Main" })).toHaveCount(0);
  await expectNoAxeFindings(page);
  rename(server.dataDir, "away", "saved_views");
  await button(failed, "Try again").click();
  await expect(page.getByRole("heading", { level: 1, name: "Profile" })).toBeVisible();
  await expect(failed).toHaveCount(0);
});
