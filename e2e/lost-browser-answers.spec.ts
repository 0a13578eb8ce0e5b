import type { Locator, Page } from "@playwright/test";
import {
  gitbookOrganization,
  handbook,
  IVO,
  MEI,
  NOOR,
  paperspaceTeam,
  unique,
  uniqueSecret,
} from "./cast.ts";
import { connect, expect, openTeam, test } from "./fixtures.ts";
import { loseAnswers } from "./lost-answer.ts";
import {
  alertWith,
  box,
  button,
  changesSent,
  choice,
  dialog,
  expectChosen,
  memberIn,
  roleOf,
  rowOf,
  secretIn,
  table,
  teamRoleIn,
  toast,
} from "./steps.ts";

// Rollcall did its work, and the browser never heard: each dialog and cell asks what became of it, and ends true.

const ROLE = "PUT /teams/:id/users/:userId";
const ROTATE = "PATCH /teams/:id/secrets/:name";
const UNASKABLE = /cannot be asked what became of this/;

async function fillRotation(page: Page, name: string, value: string): Promise<Locator> {
  await button(page, `Rotate ${name}`).click();
  const form = dialog(page, `Rotate ${name}`);
  await box(form, "New value").fill(value);
  return form;
}

test("new team: said to be made, and made once", async ({ admin, sandbox, tenant }) => {
  const own = await tenant(gitbookOrganization({ teams: [] }));
  const title = unique("Field notes");
  await connect(admin, own);
  await admin.goto("/teams");
  await button(admin, "New team").click();
  const form = dialog(admin, "New team");
  await choice(form, "Organization").selectOption(own.organizationTitle);
  await box(form, "Title").fill(title);
  const losing = await loseAnswers(admin, { inPlace: "bad gateway" });
  await button(form, "Create team").click();
  await expect(toast(admin, `${title} was created in ${own.organizationTitle}`)).toBeVisible();
  await expect(form).toBeHidden();
  expect(losing.lost()).toBe(1);
  expect(await changesSent(sandbox, own.token)).toEqual(["PUT /orgs/:org/teams"]);
});

test("delete team: said to be gone, and deleted once", async ({ admin, sandbox, tenant }) => {
  const title = unique("Handbook");
  const own = await tenant(gitbookOrganization({ teams: [handbook(title)] }));
  await connect(admin, own);
  await openTeam(admin, title);
  await admin.goto(`/teams?q=${encodeURIComponent(title)}`);
  await button(admin, `Delete ${title}`).click();
  const form = dialog(admin, `Delete ${title}?`);
  await box(form, `Type ${title} to confirm`).fill(title);
  const losing = await loseAnswers(admin, { inPlace: "gateway timeout" });
  await button(form, "Delete team").click();
  await expect(form).toBeHidden({ timeout: 10_000 });
  await expect(toast(admin, title)).toBeVisible();
  await expect(rowOf(admin, "Teams", title)).toHaveCount(0);
  expect(losing.lost()).toBe(1);
  expect((await sandbox.state(own.token)).teams).toEqual([]);
  expect(await changesSent(sandbox, own.token)).toEqual(["DELETE /orgs/:org/teams/:team"]);
});

test("new secret, rotate and delete secret: each once, and each said", async ({ admin, sandbox, tenant }) => {
  const [made, rotated, gone] = [uniqueSecret("MADE"), uniqueSecret("ROTATED"), uniqueSecret("GONE")];
  const secrets = [
    { name: rotated, value: "before" },
    { name: gone, value: "gone" },
  ];
  const own = await tenant(paperspaceTeam({ secrets }));
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await button(admin, "New secret").click();
  const creating = dialog(admin, "New secret");
  await box(creating, "Name").fill(made);
  await box(creating, "Value").fill("value-7d1c");
  const losing = await loseAnswers(admin, { times: 3 });
  await button(creating, "Create secret").click();
  await expect(toast(admin, `${made} was created in ${own.teamName}`)).toBeVisible();
  await expect(creating).toBeHidden();

  const rotating = await fillRotation(admin, rotated, "after-5e0b");
  await button(rotating, "Rotate secret").click();
  await expect(toast(admin, `${rotated} was rotated in ${own.teamName}`)).toBeVisible();
  await expect(rotating).toBeHidden();

  await button(admin, `Delete ${gone}`).click();
  const deleting = dialog(admin, `Delete ${gone}?`);
  await box(deleting, `Type ${gone} to confirm`).fill(gone);
  await button(deleting, "Delete secret").click();
  await expect(deleting).toBeHidden({ timeout: 10_000 });
  await expect(rowOf(admin, "Secrets", gone)).toHaveCount(0);

  expect(losing.lost()).toBe(3);
  expect(await secretIn(sandbox, own.token, made)).toMatchObject({ value: "value-7d1c" });
  expect(await secretIn(sandbox, own.token, rotated)).toMatchObject({ value: "after-5e0b" });
  expect(await changesSent(sandbox, own.token)).toEqual([
    "POST /teams/:id/secrets",
    ROTATE,
    "DELETE /teams/:id/secrets/:name",
  ]);
});

test("remove member, and the role in its row: once, and the row shows what the vendor has", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  const losing = await loseAnswers(admin, { times: 2, inPlace: "a page" });
  await roleOf(admin, NOOR.name).selectOption("Admin");
  await expect(toast(admin, `${NOOR.name} is now an admin of ${own.teamName}`)).toBeVisible();
  await expectChosen(roleOf(admin, NOOR.name), "Admin");

  await button(admin, `Remove ${MEI.name}`).click();
  const form = dialog(admin, `Remove ${MEI.name}?`);
  await button(form, "Remove member").click();
  await expect(form).toBeHidden({ timeout: 10_000 });
  await expect(rowOf(admin, "Members", MEI.name)).toHaveCount(0);
  expect(losing.lost()).toBe(2);
  expect(await memberIn(sandbox, own.token, NOOR.email)).toMatchObject({ role: "admin" });
  expect(await memberIn(sandbox, own.token, MEI.email)).toBeUndefined();
  expect(await changesSent(sandbox, own.token)).toEqual([ROLE, "DELETE /teams/:id/users/:userId"]);
});

test("organization role, members added, and the title in its row: once, and the row shows what the vendor has", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const [before, after] = [unique("Handbook"), unique("Manual")];
  const own = await tenant(
    gitbookOrganization({ teams: [handbook(before, { members: [NOOR.email], owners: [IVO.email] })] }),
  );
  await connect(admin, own);
  await openTeam(admin, before);
  const losing = await loseAnswers(admin, { times: 3 });
  const cell = choice(admin, `Organization role of ${NOOR.name}`);
  await cell.selectOption("Edit");
  await expect(toast(admin, `${NOOR.name} now has the role Edit in ${own.organizationTitle}`)).toBeVisible();
  await expectChosen(cell, "Edit");

  await button(admin, "Add members").click();
  const form = dialog(admin, "Add members");
  await box(form, "Emails or user IDs").fill(MEI.email);
  await button(form, "Add").click();
  await expect(form).toBeHidden({ timeout: 10_000 });
  await expect(rowOf(admin, "Members", MEI.name)).toBeVisible();
  expect(await teamRoleIn(sandbox, own, MEI.email)).toBe("member");

  await admin.goto(`/teams?q=${encodeURIComponent(before)}`);
  await button(admin, `Rename ${before}`).click();
  await box(admin, `Title of ${before}`).fill(after);
  await box(admin, `Title of ${before}`).press("Enter");
  await expect(toast(admin, `${before} is now called ${after}`)).toBeVisible();
  expect(losing.lost()).toBe(3);
  expect((await sandbox.state(own.token)).teams.map((team) => team.title)).toEqual([after]);
  const sent = await changesSent(sandbox, own.token);
  expect(sent).toHaveLength(3);
  expect(new Set(sent).size).toBe(3);
});

test("a reviewed plan leads on as if its answer had come, and is applied once", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  for (const { name } of [NOOR, MEI])
    await admin.getByRole("checkbox", { name: `Select ${name}`, exact: true }).check();
  const bar = admin.getByRole("toolbar", { name: "Selection" });
  await button(bar, "Change role").click();
  const asking = dialog(admin, "Change role");
  await choice(asking, "Role").selectOption("Admin");
  await button(asking, "Review plan").click();
  const review = dialog(admin, "Review changes");
  const losing = await loseAnswers(admin, { inPlace: "bad gateway" });
  await button(review, "Apply 2 changes").click();
  await expect(review).toBeHidden({ timeout: 10_000 });
  await expect.poll(() => changesSent(sandbox, own.token)).toEqual([ROLE, ROLE]);
  expect(losing.lost()).toBe(1);
  await admin.goto("/activity/batches");
  await expect(table(admin, "Batches").getByRole("row").filter({ hasText: own.teamName })).toHaveCount(1);
});

test("what cannot be asked is said to be not known, and pressed again it happens once", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const name = uniqueSecret("ROTATED");
  const own = await tenant(paperspaceTeam({ secrets: [{ name, value: "before" }] }));
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await expect(button(admin, `Rotate ${name}`)).toBeVisible();
  const losing = await loseAnswers(admin);
  losing.unaskable();
  const form = await fillRotation(admin, name, "first-5e0b");
  await button(form, "Rotate secret").click();
  await expect(form).toContainText(UNASKABLE, { timeout: 15_000 });
  losing.askable();
  await button(form, "Rotate secret").click();
  await expect(toast(admin, `${name} was rotated in ${own.teamName}`)).toBeVisible();
  expect(await changesSent(sandbox, own.token)).toEqual([ROTATE]);
});

test("another value after a lost answer is not sent before it is said that the first one had arrived", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const name = uniqueSecret("ROTATED");
  const own = await tenant(paperspaceTeam({ secrets: [{ name, value: "before" }] }));
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await expect(button(admin, `Rotate ${name}`)).toBeVisible();
  const losing = await loseAnswers(admin);
  losing.unaskable();
  const form = await fillRotation(admin, name, "first-5e0b");
  await button(form, "Rotate secret").click();
  await expect(form).toContainText(UNASKABLE, { timeout: 15_000 });
  losing.askable();
  await box(form, "New value").fill("second-91ac");
  await button(form, "Rotate secret").click();
  await expect(form).toContainText(`had arrived: ${name} was rotated in ${own.teamName}`);
  expect(await secretIn(sandbox, own.token, name)).toMatchObject({ value: "first-5e0b" });
  await button(form, "Rotate secret").click();
  await expect(form).toBeHidden({ timeout: 10_000 });
  expect(await secretIn(sandbox, own.token, name)).toMatchObject({ value: "second-91ac" });
  expect(await changesSent(sandbox, own.token)).toEqual([ROTATE, ROTATE]);
});

test("a cell whose end is not known claims nothing, and shows the vendor's role once it can be asked", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(roleOf(admin, NOOR.name)).toBeVisible();
  const losing = await loseAnswers(admin);
  losing.unaskable();
  await roleOf(admin, NOOR.name).selectOption("Admin");
  const alert = alertWith(admin, UNASKABLE);
  await expect(alert).toBeVisible({ timeout: 15_000 });
  await expect(alert).not.toContainText("Still a member.");
  losing.askable();
  await expectChosen(roleOf(admin, NOOR.name), "Admin");
  await expect(alert).toHaveCount(0);
  expect(await memberIn(sandbox, own.token, NOOR.email)).toMatchObject({ role: "admin" });
  expect(await changesSent(sandbox, own.token)).toEqual([ROLE]);
});

test("what never arrived is said to be not begun, and pressed again it is done", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  let isLost = false;
  await admin.route("**/*", (route) => {
    const isApply = route.request().postData()?.includes('"acknowledged"') === true;
    if (isLost || !isApply) return route.fallback();
    isLost = true;
    return route.abort("connectionreset");
  });
  await button(admin, `Remove ${MEI.name}`).click();
  const form = dialog(admin, `Remove ${MEI.name}?`);
  await button(form, "Remove member").click();
  await expect(form).toContainText("nothing was begun", { timeout: 10_000 });
  expect(await changesSent(sandbox, own.token)).toEqual([]);
  await button(form, "Remove member").click();
  await expect(form).toBeHidden({ timeout: 10_000 });
  expect(await memberIn(sandbox, own.token, MEI.email)).toBeUndefined();
});
