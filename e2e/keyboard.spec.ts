import { as, NOOR, OTTILIE, paperspaceTeam, RUTH, uniqueSecret } from "./cast.ts";
import { connect, expect, openTeam, test } from "./fixtures.ts";
import { dialog, roleOf, rowOf, table } from "./steps.ts";

const PALETTE = "Search or jump to…";

test("the skip link is first, and leads past the navigation", async ({ admin }) => {
  await admin.goto("/teams");
  await admin.keyboard.press("Tab");
  const skip = admin.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await admin.keyboard.press("Enter");
  await expect(admin.getByRole("main")).toBeFocused();
});

test("/ goes to the list's search, ? lists the shortcuts, Escape closes them", async ({ admin }) => {
  await admin.goto("/teams");
  const search = admin.getByRole("searchbox", { name: "Filter teams" });
  await expect(search).toBeVisible();
  await expect(async () => {
    await admin.keyboard.press("/");
    await expect(search).toBeFocused({ timeout: 500 });
  }).toPass();
  await admin.keyboard.type("a?/b");
  await expect(search).toHaveValue(/a\?\/b$/);
  await expect(dialog(admin, "Keyboard shortcuts")).toHaveCount(0);
  await expect(admin).toHaveURL(/q=a/);
  await search.blur();
  await admin.keyboard.press("?");
  await expect(dialog(admin, "Keyboard shortcuts")).toBeVisible();
  await expect(dialog(admin, "Keyboard shortcuts")).toContainText("Search or jump to anything");
  await admin.keyboard.press("Escape");
  await expect(dialog(admin, "Keyboard shortcuts")).toHaveCount(0);
});

test("Ctrl K finds a team, a member and a secret, and says when there is nothing", async ({
  admin,
  tenant,
}) => {
  const secret = uniqueSecret("PALETTE");
  const member = {
    ...RUTH,
    lastName: uniqueSecret("Palette"),
    email: `${uniqueSecret("palette")}@halden.example`,
  };
  const own = await tenant(
    paperspaceTeam({ people: [as(OTTILIE, { role: "owner" }), as(member)], secrets: [{ name: secret }] }),
  );
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await expect(rowOf(admin, "Secrets", secret)).toBeVisible();
  const palette = dialog(admin, PALETTE);
  const field = palette.getByRole("combobox", { name: PALETTE });
  const find = async (words: string, option: string) => {
    await admin.keyboard.press("Control+k");
    await expect(field).toBeFocused();
    await field.fill(words);
    const found = palette.getByRole("option").filter({ hasText: option });
    await expect(found.first()).toBeVisible();
    return found.first();
  };

  await find(own.teamName.slice(-6), own.teamName);
  await expect(palette.getByRole("option", { selected: true })).toContainText(own.teamName);
  await admin.keyboard.press("Enter");
  await expect(palette).toHaveCount(0);
  await expect(admin.getByRole("heading", { level: 1, name: own.teamName })).toBeVisible();
  await expect(table(admin, "Members")).toBeVisible();

  await (await find(member.lastName, member.lastName)).click();
  await expect(palette).toHaveCount(0);
  await expect(admin.getByRole("main")).toContainText(member.lastName);

  await (await find(secret, secret)).click();
  await expect(table(admin, "Secrets")).toBeVisible();
  await expect(rowOf(admin, "Secrets", secret)).toBeVisible();

  await admin.keyboard.press("Control+k");
  await field.fill("zzz nothing is called so zzz");
  await expect(palette.getByText("Nothing found.")).toBeVisible();
  await admin.keyboard.press("Escape");
  await expect(palette).toHaveCount(0);
});

test("a table is one stop: arrows move between rows and cells, Enter opens, a role changes by keyboard", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam({ people: [as(OTTILIE, { role: "owner" }), as(NOOR), as(RUTH)] }));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(admin.getByText("3 members", { exact: true })).toBeVisible();
  const rows = table(admin, "Members").getByRole("row");
  await rows.nth(1).focus();
  await admin.keyboard.press("ArrowDown");
  await expect(rows.nth(2)).toBeFocused();
  await admin.keyboard.press("End");
  await expect(rows.nth(3)).toBeFocused();
  await admin.keyboard.press("Home");
  await expect(rows.nth(1)).toBeFocused();
  // Out of the table with one Tab, and back to the same row.
  await admin.keyboard.press("Shift+Tab");
  await expect(table(admin, "Members").locator(":focus")).toHaveCount(0);
  await admin.keyboard.press("Tab");
  await expect(rows.nth(1)).toBeFocused();
  await admin.keyboard.press("Space");
  await expect(rows.nth(1).getByRole("checkbox")).toBeChecked();
  await expect(admin.getByRole("toolbar", { name: "Selection" })).toContainText("1 selected");
  await admin.keyboard.press("Space");
  await expect(admin.getByRole("toolbar", { name: "Selection" })).toHaveCount(0);
  await admin.keyboard.press("Enter");
  await expect(admin.getByRole("region", { name: /^Details of/ })).toBeVisible();
  await admin.keyboard.press("Escape");
  await expect(admin.getByRole("region", { name: /^Details of/ })).toBeHidden();

  // The focus stays where it went while the panel was closing.
  const role = roleOf(admin, NOOR.name);
  await admin.keyboard.press("Enter");
  await expect(admin.getByRole("region", { name: /^Details of/ })).toBeVisible();
  const keptFocus = await role.evaluate(async (select) => {
    document.querySelector<HTMLElement>(":popover-open")?.hidePopover();
    select.focus();
    await new Promise((resolve) => setTimeout(resolve, 100));
    return document.activeElement === select;
  });
  expect(keptFocus).toBe(true);
  await admin.keyboard.type("Admin");
  await expect
    .poll(async () => (await sandbox.state(own.token)).members.find((one) => one.email === NOOR.email)?.role)
    .toBe("admin");
});
