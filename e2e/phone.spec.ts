import {
  as,
  gitbookOrganization,
  handbook,
  IVO,
  MEI,
  NOOR,
  OTTILIE,
  paperspaceTeam,
  RUTH,
  unique,
  uniqueSecret,
} from "./cast.ts";
import { connect, expect, openTeam, test } from "./fixtures.ts";
import {
  alertWith,
  box,
  button,
  choice,
  dialog,
  memberIn,
  roleOf,
  rowOf,
  secretIn,
  teamRoleIn,
  toast,
} from "./steps.ts";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test("a role changes, a refusal is seen, and somebody is removed", async ({ admin, sandbox, tenant }) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(roleOf(admin, NOOR.name)).toBeInViewport();
  await roleOf(admin, NOOR.name).selectOption("Admin");
  await expect(toast(admin, `${NOOR.name} is now an admin of ${own.teamName}`)).toBeInViewport();
  expect(await memberIn(sandbox, own.token, NOOR.email)).toMatchObject({ role: "admin" });

  const body = JSON.stringify({ code: "FORBIDDEN", message: "Not on this plan" });
  await sandbox.setFaults(own.token, [{ route: "PUT /teams/:id/users/:userId", status: 403, body }]);
  await roleOf(admin, MEI.name).selectOption("Admin");
  await expect(alertWith(admin, "Not on this plan")).toBeInViewport();
  await admin.keyboard.press("Escape");

  // The row's actions stand behind one place, and open as a sheet of large ones.
  await rowOf(admin, "Members", IVO.name).getByRole("cell").last().tap();
  const remove = button(admin, `Remove ${IVO.name}`);
  await expect.poll(async () => (await remove.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await remove.tap();
  const form = dialog(admin, `Remove ${IVO.name}?`);
  await expect(button(form, "Remove member")).toBeInViewport();
  await button(form, "Remove member").tap();
  await expect(form).toBeHidden();
  await expect(rowOf(admin, "Members", IVO.name)).toHaveCount(0);
  expect(await memberIn(sandbox, own.token, IVO.email)).toBeUndefined();
});

test("a secret is made and rotated", async ({ admin, sandbox, tenant }) => {
  const own = await tenant(paperspaceTeam());
  const name = uniqueSecret("PHONE");
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await button(admin, "New secret").tap();
  const form = dialog(admin, "New secret");
  await button(form, "Create secret").tap();
  await expect(box(form, "Name")).toHaveAttribute("aria-invalid", "true");
  await box(form, "Name").fill(name);
  await button(form, "Generate").tap();
  const value = await box(form, "Value").inputValue();
  await button(form, "Create secret").tap();
  await expect(form).toBeHidden();
  expect(await secretIn(sandbox, own.token, name)).toMatchObject({ value });
  await button(admin, `Rotate ${name}`).tap();
  const rotate = dialog(admin, `Rotate ${name}`);
  await box(rotate, "New value").fill(`turned ${name}`);
  await button(rotate, "Rotate secret").tap();
  await expect(rotate).toBeHidden();
  expect(await secretIn(sandbox, own.token, name)).toMatchObject({ value: `turned ${name}` });
});

test("people are added to a team, and a team is renamed", async ({ admin, sandbox, tenant }) => {
  const [before, after] = [unique("Handbook"), unique("Manual")];
  const own = await tenant(gitbookOrganization({ teams: [handbook(before, { members: [MEI.email] })] }));
  await connect(admin, own);
  await openTeam(admin, before);
  await button(admin, "Add members").tap();
  const form = dialog(admin, /^Add members/);
  await box(form, "Emails or user IDs").fill(NOOR.email);
  await button(form, "Add").tap();
  await expect(form).toBeHidden();
  await expect.poll(() => teamRoleIn(sandbox, own, NOOR.email)).toBe("member");
  expect(await teamRoleIn(sandbox, own, RUTH.email)).toBeUndefined();

  await admin.goto(`/teams?q=${encodeURIComponent(before)}`);
  await button(admin, `Rename ${before}`).tap();
  await box(admin, `Title of ${before}`).fill(after);
  await box(admin, `Title of ${before}`).press("Enter");
  await expect(toast(admin, `${before} is now called ${after}`)).toBeVisible();
  expect((await sandbox.state(own.token)).teams).toMatchObject([{ title: after }]);
});

test("filters and the order of rows are a sheet behind one button", async ({ admin, tenant }) => {
  const own = await tenant(
    paperspaceTeam({
      people: [as(OTTILIE, { role: "owner" }), as(NOOR, { role: "admin" }), as(MEI), as(RUTH)],
    }),
  );
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  const names = admin.getByRole("table", { name: "Members" }).getByRole("row");
  await expect(names).toHaveCount(5);
  await expect(choice(admin, "Filter by role")).toBeHidden();
  await button(admin, "Filters").tap();
  await choice(admin, "Filter by role").selectOption("Member");
  await choice(admin, "Sort by").selectOption("Name");
  await choice(admin, "Order").selectOption("Descending");
  await button(admin, "Done").tap();
  await expect(choice(admin, "Filter by role")).toBeHidden();
  await expect(names).toHaveCount(3);
  await expect(names.nth(1)).toContainText(RUTH.name);
});

test("the navigation reaches every part", async ({ admin }) => {
  await admin.goto("/");
  const main = admin.getByRole("navigation", { name: "Main" });
  for (const part of ["Teams", "Secrets", "Activity", "Overview"]) {
    await main.getByRole("link", { name: part, exact: true }).tap();
    await expect(admin.getByRole("heading", { level: 1, name: part })).toBeVisible();
  }
  await main.getByRole("link", { name: "Activity", exact: true }).tap();
  const section = admin.getByRole("navigation", { name: "Section" });
  await section.getByRole("link", { name: "Offboardings", exact: true }).tap();
  await expect(admin.getByRole("heading", { level: 1, name: "Offboardings" })).toBeVisible();
  await main.getByRole("link", { name: "Settings", exact: true }).tap();
  await section.getByRole("link", { name: "Webhooks", exact: true }).tap();
  await expect(admin.getByRole("heading", { level: 1, name: "Webhooks" })).toBeVisible();
  await main.getByRole("link", { name: "Overview", exact: true }).tap();
  await expect(admin.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await button(admin, "Account").tap();
  await admin.getByRole("link", { name: "Connections", exact: true }).tap();
  await expect(admin.getByRole("heading", { level: 1, name: "Connections" })).toBeVisible();
});

test("a list's views are in the strip below the bar", async ({ admin }) => {
  await admin.goto("/people");
  const views = admin.getByRole("navigation", { name: "Views" });
  const [all, idle] = ["All", "Idle admins"].map((name) => views.getByRole("link", { name, exact: true }));
  if (!all || !idle) throw new Error("no links");
  await expect(all).toHaveAttribute("aria-current", "page");
  await idle.tap();
  await expect(admin).toHaveURL(/\/people\?role=managing&inactive=90$/);
  await expect(idle).toHaveAttribute("aria-current", "page");
  await expect(all).not.toHaveAttribute("aria-current");
  await expect(admin.getByRole("button", { name: "Filters" })).toHaveText("2");
  await all.tap();
  await expect(admin).toHaveURL(/\/people$/);
  await admin.goto("/teams");
  await expect(views).toHaveCount(0);
});
