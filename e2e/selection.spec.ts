import { as, gitbookOrganization, handbook, IVO, MEI, NOOR, OTTILIE, paperspaceTeam } from "./cast.ts";
import { connect, expect, openOrganization, openTeam, test } from "./fixtures.ts";
import { button, choice, columnTexts, dialog, rowOf, table } from "./steps.ts";

test("a selection: all rows, some, those that the filter hides, Escape, and a role that is not chosen yet", async ({
  admin,
  tenant,
}) => {
  const own = await tenant(
    paperspaceTeam({
      people: [as(OTTILIE, { role: "owner" }), as(IVO, { role: "admin" }), as(NOOR), as(MEI)],
    }),
  );
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  const all = admin.getByRole("checkbox", { name: "Select all rows" });
  const bar = admin.getByRole("toolbar", { name: "Selection" });
  await admin.getByRole("checkbox", { name: `Select ${NOOR.name}` }).check();
  await expect(all).toHaveJSProperty("indeterminate", true);
  await all.check();
  await expect(bar).toContainText("4 selected");
  await expect(all).toHaveJSProperty("indeterminate", false);
  await choice(admin, "Filter by role").selectOption("Member");
  await expect(bar).toContainText("4 selected, 2 not in this list");

  await button(bar, "Change role").click();
  const form = dialog(admin, "Change role");
  await button(form, "Review plan").click();
  await expect(choice(form, "Role")).toHaveAccessibleDescription("Choose a role");
  await expect(dialog(admin, "Review changes")).toHaveCount(0);
  // Escape is the dialog's first; the selection stays.
  await admin.keyboard.press("Escape");
  await expect(form).toHaveCount(0);
  await expect(bar).toContainText("4 selected");
  await admin.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);

  await admin.getByRole("checkbox", { name: `Select ${MEI.name}` }).check();
  await admin.goto("/teams");
  await admin.goBack();
  await expect(rowOf(admin, "Members", MEI.name)).toBeVisible();
  await expect(admin.getByRole("checkbox", { name: `Select ${MEI.name}` })).not.toBeChecked();
});

test("an organization's people by their role in it; a filter that fails does not show the rows of before", async ({
  admin,
  tenant,
}) => {
  const docs = await tenant(gitbookOrganization({ teams: [handbook()] }));
  await connect(admin, docs);
  await openTeam(admin, docs.teamName);
  await openOrganization(admin, docs.organizationTitle);
  await expect(rowOf(admin, "Members", OTTILIE.name)).toBeVisible();
  const names = () => columnTexts(admin, "Members", "Name");
  await table(admin, "Members").getByRole("button", { name: "Role", exact: true }).click();
  await expect(admin).toHaveURL(/sort=orgRole/);
  await expect.poll(async () => (await names()).at(0)).toContain("Ottilie");
  await choice(admin, "Filter by role").selectOption("Admin");
  await expect.poll(async () => (await names()).length).toBe(2);
  await choice(admin, "Filter by role").selectOption("Edit");
  await expect.poll(async () => (await names()).join()).toContain(IVO.name);

  await admin.route("**/api/teams/*/members?*", (route) => route.abort());
  await choice(admin, "Filter by role").selectOption("Read");
  await expect(admin.getByRole("heading", { name: "Could not load members" })).toBeVisible();
  await expect(rowOf(admin, "Members", IVO.name)).toHaveCount(0);
  // How many there are is not known, and trying again is offered once.
  await expect(admin.getByText(/^0 members$/)).toHaveCount(0);
  await expect(admin.getByText("Could not refresh")).toBeVisible();
  await expect(button(admin, "Try again")).toHaveCount(1);
  await admin.unroute("**/api/teams/*/members?*");
  await button(admin, "Try again").click();
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
});
