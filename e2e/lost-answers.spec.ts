import { gitbookOrganization, MEI, NOOR, paperspaceTeam, unique, uniqueSecret } from "./cast.ts";
import { connect, expect, openTeam, test } from "./fixtures.ts";
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
  toast,
} from "./steps.ts";

const ROLE = "PUT /teams/:id/users/:userId";
const CREATE = "POST /teams/:id/secrets";

test("a role change whose answer was lost ends done, and is sent once", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await sandbox.setFaults(own.token, [{ route: ROLE, times: 1, drop: "after" }]);
  await roleOf(admin, NOOR.name).selectOption("Admin");
  await expect(toast(admin, `${NOOR.name} is now an admin of ${own.teamName}`)).toBeVisible();
  await expectChosen(roleOf(admin, NOOR.name), "Admin");
  expect(await memberIn(sandbox, own.token, NOOR.email)).toMatchObject({ role: "admin" });
  expect(await changesSent(sandbox, own.token)).toEqual([ROLE]);
});

test("a role change that never arrived is sent again", async ({ admin, sandbox, tenant }) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await sandbox.setFaults(own.token, [{ route: ROLE, times: 1, drop: "before" }]);
  await roleOf(admin, MEI.name).selectOption("Admin");
  await expect(toast(admin, `${MEI.name} is now an admin of ${own.teamName}`)).toBeVisible();
  expect(await memberIn(sandbox, own.token, MEI.email)).toMatchObject({ role: "admin" });
  const { writes } = await sandbox.state(own.token);
  expect(writes.map((write) => write.operation)).toEqual([ROLE]);
});

test("a role change that never arrives is said to have failed, and is not shown as done", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await sandbox.setFaults(own.token, [{ route: ROLE, drop: "before" }]);
  await roleOf(admin, NOOR.name).selectOption("Admin");
  await expect(alertWith(admin, "Still a member.")).toContainText("Paperspace", { timeout: 20_000 });
  await expectChosen(roleOf(admin, NOOR.name), "Member");
  expect(await memberIn(sandbox, own.token, NOOR.email)).toMatchObject({ role: "member" });
});

test("a new secret whose answer was lost is there once, with the value that was typed", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  const name = uniqueSecret("LOST");
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await sandbox.setFaults(own.token, [{ route: CREATE, times: 1, drop: "after" }]);
  await createSecret(admin, name, "value-7d1c");
  await expect(toast(admin, `${name} was created in ${own.teamName}`)).toBeVisible();
  await expect(rowOf(admin, "Secrets", name)).toHaveCount(1);
  expect(await secretIn(sandbox, own.token, name)).toMatchObject({ value: "value-7d1c" });
  expect(await changesSent(sandbox, own.token)).toEqual([CREATE]);
});

test("a rotation whose answer was lost is sent again with the same value", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const name = uniqueSecret("ROTATED");
  const own = await tenant(paperspaceTeam({ secrets: [{ name, value: "before" }] }));
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await sandbox.setFaults(own.token, [{ route: "PATCH /teams/:id/secrets/:name", times: 1, drop: "after" }]);
  await button(admin, `Rotate ${name}`).click();
  const form = dialog(admin, `Rotate ${name}`);
  await box(form, "New value").fill("after-5e0b");
  await button(form, "Rotate secret").click();
  await expect(toast(admin, `${name} was rotated in ${own.teamName}`)).toBeVisible();
  expect(await secretIn(sandbox, own.token, name)).toMatchObject({ value: "after-5e0b" });
});

test("GitBook: a new team whose answer was lost is found by its title, not made twice", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(gitbookOrganization({ teams: [] }));
  const title = unique("Release notes");
  await connect(admin, own);
  await sandbox.setFaults(own.token, [{ route: "PUT /orgs/:org/teams", times: 1, drop: "after" }]);
  await admin.goto("/teams");
  await button(admin, "New team").click();
  const form = dialog(admin, "New team");
  await choice(form, "Organization").selectOption(own.organizationTitle);
  await box(form, "Title").fill(title);
  await button(form, "Create team").click();
  await expect(toast(admin, `${title} was created in ${own.organizationTitle}`)).toBeVisible();
  const { teams } = await sandbox.state(own.token);
  expect(teams.map((team) => team.title)).toEqual([title]);
  expect(await changesSent(sandbox, own.token)).toEqual(["PUT /orgs/:org/teams"]);
});

test("what nobody can tell is said to be unknown, in the page and in the activity", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  const name = uniqueSecret("PERHAPS");
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  // Made or not: the answer is lost, and a read-back finds a secret of which it cannot say since when it is there.
  await sandbox.setFaults(own.token, [
    { route: CREATE, times: 1, drop: "after" },
    { route: "GET /teams/:id/secrets/:name", transform: "badDates" },
  ]);
  await createSecret(admin, name, "value-unknown");
  await expect(toast(admin, name)).toContainText(/not known|unknown/i);
  await expect(admin.getByText(`${name} was created in ${own.teamName}`)).toHaveCount(0);
  await admin.goto(`/activity?q=${name}`);
  const events = table(admin, "Activity").getByRole("row").filter({ hasText: name });
  await expect(events.filter({ hasText: "Unknown" })).toHaveCount(1);
  await expect(events.filter({ hasText: "Done" })).toHaveCount(0);
});

async function createSecret(page: Parameters<typeof dialog>[0], name: string, value: string): Promise<void> {
  await button(page, "New secret").click();
  const form = dialog(page, "New secret");
  await box(form, "Name").fill(name);
  await box(form, "Value").fill(value);
  await button(form, "Create secret").click();
}
