import { gitbookOrganization, IVO, MEI, NOOR, paperspaceTeam } from "./cast.ts";
import { connect, expect, openOrganization, openTeam, test } from "./fixtures.ts";
import { button, changesSent, dialog, memberIn, rowOf, teamRoleIn, toast } from "./steps.ts";

test("Paperspace: says what does not stop, removes, and the row goes", async ({ admin, sandbox, tenant }) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await button(admin, `Remove ${NOOR.name}`).click();
  const form = dialog(admin, `Remove ${NOOR.name}?`);
  await expect(form).toContainText(own.teamName);
  await expect(form).toContainText(`SSH keys and machine credentials of ${NOOR.name} keep working`);
  await button(form, "Cancel").click();
  await expect(form).toBeHidden();
  expect(await changesSent(sandbox, own.token)).toEqual([]);

  await button(admin, `Remove ${NOOR.name}`).click();
  await button(form, "Remove member").click();
  await expect(toast(admin, `${NOOR.name} was removed from ${own.teamName}`)).toBeVisible();
  await expect(form).toBeHidden();
  await expect(rowOf(admin, "Members", NOOR.name)).toHaveCount(0);
  await expect(admin.getByText("4 members", { exact: true })).toBeVisible();
  expect(await memberIn(sandbox, own.token, NOOR.email)).toBeUndefined();
  expect(await changesSent(sandbox, own.token)).toEqual(["DELETE /teams/:id/users/:userId"]);
});

test("GitBook: removes, and Undo adds the person again with the role they had", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(gitbookOrganization());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await button(admin, `Remove ${NOOR.name}`).click();
  await button(dialog(admin, `Remove ${NOOR.name}?`), "Remove member").click();
  await expect(toast(admin, `${NOOR.name} was removed from ${own.teamName}`)).toBeVisible();
  expect(await teamRoleIn(sandbox, own, NOOR.email)).toBeUndefined();
  // Out of the team, not out of the organization.
  expect(await memberIn(sandbox, own.token, NOOR.email)).toBeDefined();
  await button(admin, "Undo").click();
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  await expect.poll(() => teamRoleIn(sandbox, own, NOOR.email)).toBe("member");
});

for (const vendor of ["Paperspace", "GitBook"] as const)
  test(`${vendor}: somebody who is gone already was already gone`, async ({ admin, sandbox, tenant }) => {
    const own = await tenant(vendor === "Paperspace" ? paperspaceTeam() : gitbookOrganization());
    await connect(admin, own);
    await openTeam(admin, own.teamName);
    await expect(rowOf(admin, "Members", MEI.name)).toBeVisible();
    const team = vendor === "GitBook" ? { teamId: own.teamId } : {};
    await sandbox.mutate(own.token, { op: "removeMember", user: MEI.email, ...team });
    await button(admin, `Remove ${MEI.name}`).click();
    await button(dialog(admin, `Remove ${MEI.name}?`), "Remove member").click();
    await expect(toast(admin, `${MEI.name} was already gone`)).toBeVisible();
    await expect(rowOf(admin, "Members", MEI.name)).toHaveCount(0);
  });

test("a refused removal keeps the row, says why, and may be tried again", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  const reason = "This member runs a billed machine";
  await sandbox.setFaults(own.token, [
    {
      route: "DELETE /teams/:id/users/:userId",
      times: 1,
      status: 403,
      body: JSON.stringify({ code: "FORBIDDEN", message: reason }),
    },
  ]);
  await button(admin, `Remove ${IVO.name}`).click();
  const form = dialog(admin, `Remove ${IVO.name}?`);
  await button(form, "Remove member").click();
  await expect(form).toContainText(reason);
  await expect(rowOf(admin, "Members", IVO.name)).toHaveCount(1);
  expect(await memberIn(sandbox, own.token, IVO.email)).toBeDefined();
  await button(form, "Remove member").click();
  await expect(toast(admin, `${IVO.name} was removed from ${own.teamName}`)).toBeVisible();
  expect(await memberIn(sandbox, own.token, IVO.email)).toBeUndefined();
});

test("removes somebody from the organization from its own list, and says so when admins were only asked", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(gitbookOrganization());
  await connect(admin, own);
  await openOrganization(admin, own.organizationTitle);
  await button(admin, `Remove ${NOOR.name}`).click();
  await button(dialog(admin, `Remove ${NOOR.name}?`), "Remove member").click();
  await expect(toast(admin, NOOR.name)).toContainText(own.organizationTitle);
  await expect(rowOf(admin, "Members", NOOR.name)).toHaveCount(0);
  expect(await memberIn(sandbox, own.token, NOOR.email)).toBeUndefined();

  await sandbox.mutate(own.token, { op: "configure", settings: { orgMemberDelete: "requested" } });
  await button(admin, `Remove ${MEI.name}`).click();
  await button(dialog(admin, `Remove ${MEI.name}?`), "Remove member").click();
  await expect(toast(admin, MEI.name)).toContainText("requested");
  await expect(rowOf(admin, "Members", MEI.name)).toHaveCount(1);
  expect((await sandbox.state(own.token)).organizations[0]?.removalRequests).toHaveLength(1);
});
