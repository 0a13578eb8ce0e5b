import { as, gitbookOrganization, IVO, MEI, NOOR, paperspaceTeam, RUTH } from "./cast.ts";
import { connect, expect, openTeam, test } from "./fixtures.ts";
import { alertWith, button, dialog, expectChosen, memberIn, roleOf, rowOf, toast } from "./steps.ts";

const LIST = "paperspace GET /teams/:id/users";

test("says how old a list is, and shows what changed elsewhere after Refresh", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  await expect(admin.getByText(/^Synced .* ago$|^Synced just now$/)).toBeVisible();
  await sandbox.mutate(own.token, { op: "addMember", person: as(RUTH) });
  await sandbox.mutate(own.token, { op: "setRole", user: NOOR.email, role: "admin" });
  await sandbox.mutate(own.token, { op: "removeMember", user: MEI.email });
  await button(admin, "Refresh").click();
  await expect(rowOf(admin, "Members", RUTH.name)).toBeVisible();
  await expectChosen(roleOf(admin, NOOR.name), "Admin");
  // Missing from one run is no proof; a second follows at once.
  await expect(rowOf(admin, "Members", MEI.name)).toHaveCount(0);
  await expect(admin.getByText("5 members", { exact: true })).toBeVisible();
});

test("a vendor that is down: the reason, the old rows, and the other vendor as usable as before", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const down = await tenant(paperspaceTeam());
  const up = await tenant(gitbookOrganization());
  await connect(admin, down);
  await connect(admin, up);
  await openTeam(admin, down.teamName);
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  await sandbox.setFaults(down.token, [{ route: "paperspace *", status: 503 }]);
  await button(admin, "Refresh").click();
  await expect(alertWith(admin, /Could not refresh: Paperspace/)).toBeVisible();
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  await expect(button(admin, "Refresh")).toBeEnabled();
  await admin.reload();
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  await expect(alertWith(admin, /Could not refresh: Paperspace/)).toBeVisible();

  await openTeam(admin, up.teamName);
  await roleOf(admin, NOOR.name).selectOption("Owner");
  await expect(toast(admin, `${NOOR.name} is now an owner of ${up.teamName}`)).toBeVisible();

  await sandbox.clearFaults(down.token);
  await openTeam(admin, down.teamName);
  await button(admin, "Refresh").click();
  await expect(alertWith(admin, "Could not refresh")).toHaveCount(0);
  await expect(admin.getByText("5 members", { exact: true })).toBeVisible();
});

test("a rate limit is waited for, and the refresh goes on", async ({ admin, sandbox, tenant }) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  await sandbox.mutate(own.token, { op: "addMember", person: as(RUTH) });
  await sandbox.clearCalls(own.token);
  await sandbox.setFaults(own.token, [{ route: LIST, times: 1, rateLimit: { retryAfter: 1 } }]);
  await button(admin, "Refresh").click();
  await expect(rowOf(admin, "Members", RUTH.name)).toBeVisible();
  await expect(alertWith(admin, "Could not refresh")).toHaveCount(0);
  const statuses = (await sandbox.calls(own.token))
    .filter((call) => call.route === "GET /teams/:id/users")
    .map((call) => call.status);
  expect(statuses.slice(0, 2)).toEqual([429, 200]);
});

test("a cursor that goes round is an error, and the rows stay", async ({ admin, sandbox, tenant }) => {
  const own = await tenant({ vendor: "paperspace", members: 130, profile: "plain", secrets: 0 });
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(admin.getByText("130 members", { exact: true })).toBeVisible();
  await sandbox.setFaults(own.token, [{ route: LIST, cursor: "repeat" }]);
  await button(admin, "Refresh").click();
  await expect(alertWith(admin, "Could not refresh: Paperspace sent the same page again")).toBeVisible();
  await expect(admin.getByText("130 members", { exact: true })).toBeVisible();
  await expect(rowOf(admin, "Members", "member-0001@halden.example")).toBeVisible();
});

test("a revoked token marks the connection and keeps the rows", async ({ admin, sandbox, tenant }) => {
  const own = await tenant(gitbookOrganization());
  const label = await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(rowOf(admin, "Members", IVO.name)).toBeVisible();
  await sandbox.revokeToken(own.token);
  await button(admin, "Refresh").click();
  const banner = alertWith(admin, `Could not refresh: GitBook refused the token of ${label}.`);
  await expect(banner).toBeVisible();
  await expect(rowOf(admin, "Members", IVO.name)).toBeVisible();
  await banner.getByRole("link", { name: "Replace token" }).click();
  const form = dialog(admin, `Replace token of ${label}`);
  await expect(form.getByLabel("API token")).toBeFocused();
  await button(form, "Cancel").click();
  await expect(admin).toHaveURL(/\/settings\/connections$/);
  await expect(rowOf(admin, "Connections", label)).toContainText("Token refused");
});

test("malformed rows degrade by themselves: the page lives and the others stay right", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  await sandbox.mutate(own.token, { op: "setRole", user: MEI.email, role: "admin" });
  await sandbox.setFaults(own.token, [{ route: LIST, transform: "badDates", rows: "first" }]);
  await button(admin, "Refresh").click();
  await expectChosen(roleOf(admin, MEI.name), "Admin");
  await expect(admin.getByText("5 members", { exact: true })).toBeVisible();
  expect(await memberIn(sandbox, own.token, MEI.email)).toMatchObject({ role: "admin" });
});
