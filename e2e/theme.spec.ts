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
  // The page comes in it: nothing is drawn in other colours first.
  expect(await (await admin.request.get("/people")).text()).toMatch(
    /^<!DOCTYPE html><html[^>]* data-theme="dark"/,
  );
  await admin.goto("/people");
  await expect(html).toHaveAttribute("data-theme", "dark");
  await button(admin, "Account").click();
  await admin.getByRole("combobox", { name: "Theme" }).selectOption("System");
  await expect(html).not.toHaveAttribute("data-theme", "dark");
  const other = await admin.context().newPage();
  await other.goto("/teams");
  await button(other, "Account").click();
  await other.getByRole("combobox", { name: "Theme" }).selectOption("Dark");
  // A tab that stands open takes it up.
  await expect(html).toHaveAttribute("data-theme", "dark");
});
