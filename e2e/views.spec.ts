import { as, NOOR, OTTILIE, paperspaceTeam, unique } from "./cast.ts";
import { connect, expect, expectNoAxeFindings, openTeam, test } from "./fixtures.ts";
import { inviteLink, joinBy, newAccount } from "./people-of-rollcall.ts";
import { box, button, choice, dialog, filterByTeam, rowOf } from "./steps.ts";

test("a filter is cleared one by one or at once, and kept as a view: one's own, or everybody's until it is deleted", async ({
  admin,
  browser,
  tenant,
}) => {
  const own = await tenant(
    paperspaceTeam({ people: [as(OTTILIE, { role: "owner" }), as(NOOR, { role: "admin" })] }),
  );
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  const views = admin.getByRole("navigation", { name: "Views" });
  await admin.goto("/people");
  await expect(button(admin, "Clear filters")).toHaveCount(0);
  await expect(button(admin, "Save view")).toHaveCount(0);

  await filterByTeam(admin, own.teamName);
  await choice(admin, "Filter by role").selectOption("Admin");
  await expect(rowOf(admin, "People", NOOR.name)).toBeVisible();
  await expect(choice(admin, "Filter by team")).toHaveValue(own.teamName);
  await button(admin, "Clear filter by role").click();
  await expect(choice(admin, "Filter by role")).toHaveValue("");
  await expect(admin).toHaveURL(/\?team=[^&]+$/);
  await choice(admin, "Filter by role").selectOption("Admin");

  const mine = unique("Mine");
  await button(admin, "Save view").click();
  const form = dialog(admin, "Save view");
  await button(form, "Save").click();
  await expect(box(form, "Name")).toHaveAccessibleDescription("Give the view a name");
  await box(form, "Name").fill(mine);
  await expectNoAxeFindings(admin);
  await button(form, "Save").click();
  await expect(views.getByRole("link", { name: mine })).toHaveAttribute("aria-current", "page");
  await button(admin, "Clear filters").click();
  await expect(admin).toHaveURL(/\/people$/);

  const shared = unique("Everybody's");
  await choice(admin, "Filter by status").selectOption("Active");
  await button(admin, "Save view").click();
  await box(form, "Name").fill(shared);
  await form.getByRole("checkbox", { name: "Share with everybody" }).check();
  await button(form, "Save").click();
  await expect(views.getByRole("link", { name: shared })).toBeVisible();

  const account = newAccount();
  const { page, context } = await joinBy(browser, await inviteLink(admin, account.email, "Viewer"), account);
  const theirs = page.getByRole("navigation", { name: "Views" });
  await expect(theirs.getByRole("link", { name: "Idle admins" })).toBeVisible();
  await expect(theirs.getByRole("link", { name: mine })).toHaveCount(0);
  await theirs.getByRole("link", { name: shared }).click();
  await expect(choice(page, "Filter by status")).toHaveValue("active");
  await expect(button(page, `Delete ${shared}`)).toHaveCount(0);
  // Whoever only looks keeps views of their own.
  await button(page, "Save view").click();
  await expect(dialog(page, "Save view").getByRole("checkbox")).toHaveCount(0);
  await context.close();

  await admin.goto("/");
  await views.getByRole("link", { name: mine }).click();
  await expect(rowOf(admin, "People", NOOR.name)).toBeVisible();
  await button(admin, `Rename ${mine}`).click();
  await box(dialog(admin, "Rename view"), "Name").fill(`${mine} too`);
  await button(dialog(admin, "Rename view"), "Save").click();
  await expect(views.getByRole("link", { name: `${mine} too` })).toBeVisible();
  await button(admin, `Delete ${shared}`).click();
  await button(dialog(admin, `Delete ${shared}?`), "Delete view").click();
  await expect(views.getByRole("link", { name: shared })).toHaveCount(0);
});
