import { expect, test } from "./fixtures.ts";
import { button } from "./steps.ts";

test("another theme is there at once, and stays on the next page", async ({ admin }) => {
  await admin.goto("/settings/users");
  const html = admin.locator("html");
  await button(admin, "Account").click();
  await admin.getByRole("combobox", { name: "Theme" }).selectOption("Dark");
  await expect(html).toHaveAttribute("data-theme", "dark");
  // Colours that fade are held for the moment of the change alone.
  await expect
    .poll(() => html.evaluate((root) => root.style.getPropertyValue("--default-transition-duration")))
    .toBe("");
  await admin.goto("/people");
  await expect(html).toHaveAttribute("data-theme", "dark");
  await button(admin, "Account").click();
  await admin.getByRole("combobox", { name: "Theme" }).selectOption("System");
  await expect(html).not.toHaveAttribute("data-theme", "dark");
});
