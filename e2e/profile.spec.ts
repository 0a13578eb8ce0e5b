import { expect, signIn, test } from "./fixtures.ts";
import { inviteLink, joinBy, newAccount } from "./people-of-rollcall.ts";
import { button, rowOf, table, toast } from "./steps.ts";

test("changes one's own password, after the current one, and the other sessions end", async ({
  admin,
  browser,
}) => {
  const account = newAccount();
  const { context, page } = await joinBy(browser, await inviteLink(admin, account.email, "Viewer"), account);
  const elsewhere = await browser.newContext({ baseURL: new URL(page.url()).origin });
  const other = await elsewhere.newPage();
  await signIn(other, account);

  await page.goto("/settings/profile");
  await page.getByLabel("Current password").fill("not the current one");
  await page.getByLabel("New password").fill(`new ${account.password}`);
  await button(page, "Change password").click();
  await expect(page.getByLabel("Current password")).toHaveAttribute("aria-invalid", "true");
  await other.goto("/settings/profile");
  await expect(other.getByRole("heading", { level: 1, name: "Profile" })).toBeVisible();

  await page.getByLabel("Current password").fill(account.password);
  await page.getByLabel("New password").fill("short");
  await button(page, "Change password").click();
  await expect(page.getByLabel("New password")).toHaveAttribute("aria-invalid", "true");

  await page.getByLabel("Current password").fill(account.password);
  await page.getByLabel("New password").fill(`new ${account.password}`);
  await button(page, "Change password").click();
  await expect(toast(page, "Your password is changed")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Profile" })).toBeVisible();
  await other.goto("/teams");
  await expect(other.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await signIn(other, { ...account, password: `new ${account.password}` });
  await elsewhere.close();
  await context.close();
});

test("lists one's sessions and ends all others", async ({ admin, browser }) => {
  const account = newAccount();
  const { context, page } = await joinBy(browser, await inviteLink(admin, account.email, "Viewer"), account);
  const elsewhere = await browser.newContext({ baseURL: new URL(page.url()).origin });
  const other = await elsewhere.newPage();
  await signIn(other, account);
  await page.goto("/settings/profile");
  const rows = table(page, "Sessions").getByRole("row");
  await expect(rows).toHaveCount(3);
  await expect(rowOf(page, "Sessions", "This session")).toHaveCount(1);
  await button(page, "End all other sessions").click();
  await expect(toast(page, "1 other session has ended")).toBeVisible();
  await expect(rows).toHaveCount(2);
  await other.goto("/teams");
  await expect(other.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await page.goto("/teams");
  await expect(page.getByRole("heading", { level: 1, name: "Teams" })).toBeVisible();
  await elsewhere.close();
  await context.close();
});

test("a session cookie kept from before the sign-out opens nothing", async ({ page, context }) => {
  await signIn(page);
  const cookies = await context.cookies();
  await button(page, "Account").click();
  await button(page, "Sign out").click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await context.addCookies(cookies);
  await page.goto("/teams");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
});
