import {
  as,
  gitbookOrganization,
  handbook,
  IVO,
  MEI,
  NOOR,
  OTTILIE,
  paperspaceTeam,
  unique,
} from "./cast.ts";
import { connect, expect, openTeam, test } from "./fixtures.ts";
import {
  alertWith,
  button,
  changesSent,
  choice,
  dialog,
  expectChosen,
  memberIn,
  roleOf,
  teamRoleIn,
  toast,
} from "./steps.ts";

test("Paperspace: a role changes in its row, pending at once, and Undo takes it back", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  const cell = roleOf(admin, NOOR.name);
  await expectChosen(cell, "Member");
  await sandbox.setFaults(own.token, [{ route: "PUT /teams/:id/users/:userId", latencyMs: 1_500 }]);
  await cell.selectOption("Admin");
  await expectChosen(cell, "Admin");
  await expect(cell).toHaveAttribute("aria-busy", "true");
  await expect(toast(admin, `${NOOR.name} is now an admin of ${own.teamName}`)).toBeVisible();
  await expect(cell).not.toHaveAttribute("aria-busy");
  expect(await memberIn(sandbox, own.token, NOOR.email)).toMatchObject({ role: "admin" });
  expect(await changesSent(sandbox, own.token)).toEqual(["PUT /teams/:id/users/:userId"]);

  await button(admin, "Undo").click();
  await expect(toast(admin, `${NOOR.name} is now a member of ${own.teamName}`)).toBeVisible();
  await expectChosen(cell, "Member");
  expect(await memberIn(sandbox, own.token, NOOR.email)).toMatchObject({ role: "member" });
  await admin.reload();
  await expectChosen(cell, "Member");
});

test("Paperspace: a refused role returns to what it was, says the vendor's reason, and can be tried again", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  const reason = "Your plan allows three administrators";
  await sandbox.setFaults(own.token, [
    {
      route: "PUT /teams/:id/users/:userId",
      status: 403,
      body: JSON.stringify({ code: "FORBIDDEN", message: reason }),
    },
  ]);
  const cell = roleOf(admin, MEI.name);
  await cell.selectOption("Admin");
  await expect(alertWith(admin, reason)).toBeVisible();
  await expect(alertWith(admin, "Still a member.")).toBeVisible();
  await expectChosen(cell, "Member");
  expect(await memberIn(sandbox, own.token, MEI.email)).toMatchObject({ role: "member" });

  await sandbox.clearFaults(own.token);
  await button(alertWith(admin, reason), "Try again").click();
  await expect(toast(admin, `${MEI.name} is now an admin of ${own.teamName}`)).toBeVisible();
  await expectChosen(cell, "Admin");
  expect(await memberIn(sandbox, own.token, MEI.email)).toMatchObject({ role: "admin" });
});

test("Paperspace: the last admin's role asks first, after asking the vendor who else is one", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const people = [as(OTTILIE, { role: "owner" }), as(IVO, { role: "admin" }), as(NOOR)];
  const own = await tenant(paperspaceTeam({ people }));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  const cell = roleOf(admin, IVO.name);
  await sandbox.clearCalls(own.token);
  await cell.selectOption("Member");
  const confirm = dialog(admin, /Ivo Lindqvist/);
  await expect(confirm).toContainText("last confirmed admin");
  expect((await sandbox.calls(own.token)).map((call) => call.query.role)).toContain("admin");
  await button(confirm, "Cancel").click();
  await expect(confirm).toBeHidden();
  await expectChosen(cell, "Admin");
  expect(await changesSent(sandbox, own.token)).toEqual([]);

  await cell.selectOption("Member");
  await button(confirm, "Apply 1 change").click();
  await expect(toast(admin, `${IVO.name} is now a member of ${own.teamName}`)).toBeVisible();
  expect(await memberIn(sandbox, own.token, IVO.email)).toMatchObject({ role: "member" });
});

test("Paperspace: nobody's own console is needed to see that an owner's role is fixed", async ({
  admin,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(roleOf(admin, NOOR.name)).toBeVisible();
  await expect(roleOf(admin, OTTILIE.name)).toHaveCount(0);
});

test("GitBook: a member becomes a team owner and back", async ({ admin, sandbox, tenant }) => {
  const own = await tenant(gitbookOrganization());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  const cell = roleOf(admin, NOOR.name);
  await expectChosen(cell, "Member");
  await cell.selectOption("Owner");
  await expect(toast(admin, `${NOOR.name} is now an owner of ${own.teamName}`)).toBeVisible();
  expect(await teamRoleIn(sandbox, own, NOOR.email)).toBe("owner");
  expect(await changesSent(sandbox, own.token)).toEqual(["PUT /orgs/:org/teams/:team/members/:user"]);
  await button(admin, "Undo").click();
  await expect(toast(admin, `${NOOR.name} is now a member of ${own.teamName}`)).toBeVisible();
  expect(await teamRoleIn(sandbox, own, NOOR.email)).toBe("member");
});

test("GitBook: outside the Enterprise plan an owner is refused with the vendor's reason", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const teams = [handbook(unique("Handbook"), { owners: [] })];
  const own = await tenant(gitbookOrganization({ teams }, { enterprise: false }));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  const cell = roleOf(admin, NOOR.name);
  await cell.selectOption("Owner");
  await expect(alertWith(admin, "Team owners are only available on the Enterprise plan")).toBeVisible();
  await expectChosen(cell, "Member");
  expect(await teamRoleIn(sandbox, own, NOOR.email)).toBe("member");
});

test("GitBook: somebody becomes an admin of the organization; a refusal changes nothing", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(gitbookOrganization());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  const cell = choice(admin, `Organization role of ${NOOR.name}`);
  await expectChosen(cell, "Read");
  await cell.selectOption("Admin");
  await expect(toast(admin, `${NOOR.name} now has the role Admin in ${own.organizationTitle}`)).toBeVisible();
  expect(await memberIn(sandbox, own.token, NOOR.email)).toMatchObject({ orgRole: "admin" });

  await sandbox.setFaults(own.token, [
    {
      route: "PATCH /orgs/:org/members/:user",
      status: 403,
      body: JSON.stringify({ error: { code: 403, message: "Roles are managed by your identity provider" } }),
    },
  ]);
  const other = choice(admin, `Organization role of ${MEI.name}`);
  await other.selectOption("Edit");
  await expect(alertWith(admin, "Roles are managed by your identity provider")).toBeVisible();
  await expectChosen(other, "Read");
  expect(await memberIn(sandbox, own.token, MEI.email)).toMatchObject({ orgRole: "read" });
});

test("a member who is gone meanwhile is said to be gone", async ({ admin, sandbox, tenant }) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(roleOf(admin, NOOR.name)).toBeVisible();
  await sandbox.mutate(own.token, { op: "removeMember", user: NOOR.email });
  await roleOf(admin, NOOR.name).selectOption("Admin");
  await expect(alertWith(admin, `${NOOR.name} is no longer in ${own.teamName}`)).toBeVisible();
});
