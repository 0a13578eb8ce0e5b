import { expect, test } from "./fixtures.ts";
import { awake } from "./steps.ts";

test("a link changes the page without loading it anew, and a press for another tab leaves it alone", async ({
  admin,
}) => {
  await admin.goto("/settings/users");
  const nav = admin.getByRole("navigation", { name: "Main" });
  await awake(admin);
  await admin.evaluate(() => {
    document.documentElement.dataset.kept = "yes";
  });

  const opened = admin.context().waitForEvent("page");
  await nav.getByRole("link", { name: "People" }).click({ modifiers: ["Control"] });
  const other = await opened;
  await expect(other.getByRole("heading", { level: 1, name: "People" })).toBeVisible();
  await other.close();
  await expect(admin).toHaveURL(/\/settings\/users$/);

  await nav.getByRole("link", { name: "People" }).click();
  await expect(admin.getByRole("heading", { level: 1, name: "People" })).toBeVisible();
  await expect(admin).toHaveURL(/\/people$/);
  await expect(admin.locator("html")).toHaveAttribute("data-kept", "yes");
  await admin.goBack();
  await expect(admin.getByRole("heading", { level: 1, name: "Users" })).toBeVisible();
  await expect(admin.locator("html")).toHaveAttribute("data-kept", "yes");
});
