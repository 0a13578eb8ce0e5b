import { NOOR, paperspaceTeam, uniqueSecret } from "./cast.ts";
import { connect, expect, openTeam, signIn, test } from "./fixtures.ts";
import { inviteLink, joinBy, newAccount } from "./people-of-rollcall.ts";
import {
  alertWith,
  box,
  button,
  changesSent,
  dialog,
  expectChosen,
  openTeamId,
  roleOf,
  rowOf,
  table,
  toast,
} from "./steps.ts";

test("an invite link lets one person join, once", async ({ admin, browser }) => {
  const account = newAccount();
  const link = await inviteLink(admin, account.email, "Operator");
  await expect(rowOf(admin, "Users", account.email)).toContainText("Invited");
  const { context, page } = await joinBy(browser, link, account);
  await button(page, "Account").click();
  await expect(page.getByText("Operator").first()).toBeVisible();
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1, name: "This link no longer works" })).toBeVisible();
  await context.close();
  await admin.reload();
  await expectChosen(roleOf(admin, account.name), "Operator");
  await expect(rowOf(admin, "Users", account.email)).toContainText("Active");
});

test("an invitation says by the field what is wrong, and a joining password must be good", async ({
  admin,
  browser,
}) => {
  await admin.goto("/settings/users");
  await button(admin, "Invite user").click();
  const form = dialog(admin, "Invite user");
  await box(form, "Email").fill("not an address");
  await button(form, "Create invite link").click();
  await expect(box(form, "Email")).toHaveAccessibleDescription(/e-mail address/);
  await button(form, "Cancel").click();

  const account = newAccount();
  const link = await inviteLink(admin, account.email, "Viewer");
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await box(page, "Name").fill(account.name);
  const password = page.getByLabel("Password", { exact: true });
  await password.fill("short");
  await button(page, "Join").click();
  await expect(password).toHaveAttribute("aria-invalid", "true");
  await expect(box(page, "Name")).toHaveValue(account.name);
  await password.fill(account.password);
  await button(page, "Join").click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await context.close();
});

test("a role holds on the next request: a viewer has no working write controls, and a direct call is refused", async ({
  admin,
  browser,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam({ secrets: [{ name: uniqueSecret("KEPT"), value: "v" }] }));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  const teamId = openTeamId(admin);
  const account = newAccount();
  const { context, page } = await joinBy(
    browser,
    await inviteLink(admin, account.email, "Operator"),
    account,
  );
  await page.goto(`/teams/${teamId}/members`);
  await expect(roleOf(page, NOOR.name)).toBeVisible();

  // What the operator's page would send is caught on its way, to be sent by a viewer later.
  const caught = await catchAction(page, () => roleOf(page, NOOR.name).selectOption("Admin"));
  expect(await changesSent(sandbox, own.token)).toEqual([]);

  await admin.goto("/settings/users");
  await roleOf(admin, account.name).selectOption("Viewer");
  await expect(toast(admin, `${account.name} is now Viewer`)).toBeVisible();

  const send = () =>
    page.request.post(caught.url, { headers: caught.headers, data: caught.body, maxRedirects: 0 });
  const refused = await send();
  expect(await refused.text()).toContain("FORBIDDEN");
  expect(await changesSent(sandbox, own.token)).toEqual([]);

  await page.goto(`/teams/${teamId}/members`);
  await expect(rowOf(page, "Members", NOOR.name)).toBeVisible();
  await expect(roleOf(page, NOOR.name)).toHaveCount(0);
  await expect(button(page, `Remove ${NOOR.name}`)).toBeDisabled();
  await button(page, `Remove ${NOOR.name}`).click({ force: true });
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.goto(`/teams/${teamId}/secrets`);
  await expect(table(page, "Secrets")).toBeVisible();
  await expect(button(page, "New secret")).toBeDisabled();
  await page.goto("/settings/connections");
  await expect(page.getByRole("heading", { level: 1, name: "Connections" })).toBeVisible();
  await expect(button(page, "Add connection")).toHaveCount(0);
  expect((await page.goto("/settings/users"))?.status()).toBe(404);
  await expect(table(page, "Users")).toHaveCount(0);

  // The same call by somebody who may: it was a real one.
  await admin.goto("/settings/users");
  await roleOf(admin, account.name).selectOption("Operator");
  await expect(toast(admin, `${account.name} is now Operator`)).toBeVisible();
  expect(await (await send()).text()).not.toContain("FORBIDDEN");
  expect(await changesSent(sandbox, own.token)).toEqual(["PUT /teams/:id/users/:userId"]);
  await context.close();
});

test("disabling ends the session at once, and keeps out until enabled again", async ({ admin, browser }) => {
  const account = newAccount();
  const { context, page } = await joinBy(browser, await inviteLink(admin, account.email, "Viewer"), account);
  await admin.goto("/settings/users");
  await button(admin, `Disable ${account.name}`).click();
  await expect(toast(admin, `${account.name} is disabled and signed out`)).toBeVisible();
  await page.goto("/teams");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await button(page, "Sign in").click();
  // The same words as for a wrong password: nobody learns that there is such an account.
  await expect(alertWith(page, "Email or password is wrong")).toBeVisible();

  await button(admin, `Enable ${account.name}`).click();
  await expect(toast(admin, `${account.name} can sign in again`)).toBeVisible();
  await signIn(page, account);
  await context.close();
});

test("the last admin can be neither disabled nor demoted", async ({ page, ownServer }) => {
  const alone = { email: "only@halden.example", password: "one admin is not many" };
  const server = await ownServer({
    ROLLCALL_ADMIN_EMAIL: alone.email,
    ROLLCALL_ADMIN_PASSWORD: alone.password,
  });
  await signIn(page, alone, server.url);
  await page.goto(`${server.url}/settings/users`);
  await roleOf(page, "only").selectOption("Viewer");
  await expect(page.getByRole("alert").filter({ hasText: /admin/ })).toBeVisible();
  await expectChosen(roleOf(page, "only"), "Admin");
  await button(page, "Disable only").click();
  await expect(
    page
      .getByRole("alert")
      .filter({ hasText: /admin|yourself/i })
      .last(),
  ).toBeVisible();
  await page.reload();
  await expect(rowOf(page, "Users", alone.email)).toContainText("Active");
  await expectChosen(roleOf(page, "only"), "Admin");
});

test("a reset link sets a new password and ends every session of the old one", async ({ admin, browser }) => {
  const account = newAccount();
  const { context, page } = await joinBy(browser, await inviteLink(admin, account.email, "Viewer"), account);
  await admin.goto("/settings/users");
  await button(admin, `Reset password of ${account.name}`).click();
  const field = box(admin, "Reset link");
  await expect(field).toHaveValue(/\/reset\//);
  const link = await field.inputValue();
  await button(dialog(admin, "Reset link"), "Done").click();

  const other = await browser.newContext();
  const fresh = await other.newPage();
  const changed = { ...account, password: `another ${account.password}` };
  await fresh.goto(link);
  await fresh.getByLabel("New password").fill("tiny");
  await button(fresh, "Set password").click();
  await expect(fresh.getByLabel("New password")).toHaveAttribute("aria-invalid", "true");
  await fresh.getByLabel("New password").fill(changed.password);
  await button(fresh, "Set password").click();
  await expect(fresh.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await page.goto("/teams");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await signIn(page, changed);
  await fresh.goto(link);
  await expect(fresh.getByRole("heading", { level: 1, name: "This link no longer works" })).toBeVisible();
  await other.close();
  await context.close();
});

test("a revoked invitation no longer works", async ({ admin, page }) => {
  const account = newAccount();
  const link = await inviteLink(admin, account.email, "Viewer");
  await button(admin, `Revoke invite of ${account.email}`).click();
  await expect(toast(admin, `The invite of ${account.email} no longer works`)).toBeVisible();
  await page.context().clearCookies();
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1, name: "This link no longer works" })).toBeVisible();
  await expect(button(page, "Join")).toHaveCount(0);
});

type Caught = { url: string; headers: Record<string, string>; body: string };

/** Does something that calls a server action, and keeps the call from leaving. */
async function catchAction(page: Parameters<typeof dialog>[0], act: () => Promise<unknown>): Promise<Caught> {
  const { promise, resolve } = Promise.withResolvers<Caught>();
  await page.route("**/*", async (route) => {
    const request = route.request();
    const headers = await request.allHeaders();
    if (request.method() !== "POST" || !headers["next-action"]) return route.continue();
    const { cookie: _cookie, "content-length": _length, ...rest } = headers;
    const kept = Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith(":")));
    resolve({ url: request.url(), headers: kept, body: request.postData() ?? "" });
    return route.abort();
  });
  await act();
  const caught = await promise;
  await page.unrouteAll({ behavior: "wait" });
  return caught;
}
