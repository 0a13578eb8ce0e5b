import type { Page } from "@playwright/test";
import { codeOf } from "./codes.ts";
import { ADMIN, expect, expectNoAxeFindings, signIn, test } from "./fixtures.ts";
import { inviteLink, joinBy, newAccount } from "./people-of-rollcall.ts";
import { box, button, dialog, roleOf, rowOf, table, toast } from "./steps.ts";

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });
async function enterPassword(page: Page, who: { email: string; password: string }): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await button(page, "Sign in").click();
  await expect(heading(page, "Two-factor")).toBeVisible();
}

test("two-factor: set up, asked for at the sign-in, with codes to recover, until an admin resets it", async ({
  admin,
  browser,
}) => {
  const account = newAccount();
  const { context, page } = await joinBy(browser, await inviteLink(admin, account.email, "Viewer"), account);
  await page.goto("/settings/profile");
  await button(page, "Set up two-factor").click();
  const setup = dialog(page, "Set up two-factor");
  await expect(setup.getByRole("img", { name: /QR code/ })).toBeVisible();
  const secret = await box(setup, "Or type this key").inputValue();
  await expectNoAxeFindings(page);
  await expect(box(setup, "Code")).toBeFocused();
  await box(setup, "Code").fill("000000");
  await button(setup, "Turn on").click();
  await expect(box(setup, "Code")).toHaveAttribute("aria-invalid", "true");
  await box(setup, "Code").fill(codeOf(secret));
  await button(setup, "Turn on").click();
  const listed = dialog(page, "Recovery codes").getByRole("listitem");
  await expect(listed).toHaveCount(10);
  const codes = await listed.allInnerTexts();
  await button(dialog(page, "Recovery codes"), "Done").click();
  await expect(button(page, "Turn off two-factor")).toBeVisible();

  await page.context().clearCookies();
  await enterPassword(page, account);
  // The password alone opens nothing.
  await page.goto("/teams");
  await expect(heading(page, "Sign in")).toBeVisible();
  await enterPassword(page, account);
  await expectNoAxeFindings(page);
  await box(page, "Code").fill("000000");
  await button(page, "Continue").click();
  await expect(box(page, "Code")).toHaveAttribute("aria-invalid", "true");
  await box(page, "Code").fill(codeOf(secret, 1));
  await button(page, "Continue").click();
  await expect(heading(page, "Overview")).toBeVisible();

  await page.context().clearCookies();
  await enterPassword(page, account);
  await box(page, "Code").fill(codes[0] ?? "");
  await button(page, "Continue").click();
  await expect(heading(page, "Overview")).toBeVisible();
  await page.goto("/settings/profile");
  await expect(page.getByText("9 recovery codes are left")).toBeVisible();

  await admin.goto("/settings/users");
  await button(admin, `Reset two-factor of ${account.name}`).click();
  await expect(toast(admin, "has no two-factor any more")).toBeVisible();
  await page.goto("/teams");
  await expect(heading(page, "Sign in")).toBeVisible();
  await signIn(page, account);
  await context.close();
});

test("a role that asks for two-factor can do nothing else before; an admin sees and ends everybody's sessions", async ({
  browser,
  ownServer,
}) => {
  const server = await ownServer({
    ROLLCALL_ADMIN_EMAIL: ADMIN.email,
    ROLLCALL_ADMIN_PASSWORD: ADMIN.password,
    ROLLCALL_TWO_FACTOR_ROLES: "admin",
  });
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto("/sign-in?returnTo=%2Fsettings%2Fusers");
  await page.getByLabel("Email").fill(ADMIN.email);
  await page.getByLabel("Password").fill(ADMIN.password);
  await button(page, "Sign in").click();
  await expect(heading(page, "Set up two-factor")).toBeVisible();
  await page.goto("/teams");
  await expect(heading(page, "Set up two-factor")).toBeVisible();
  expect((await page.request.get("/api/teams")).status()).toBe(403);
  await page.goto("/settings/users");
  await button(page, "Set up two-factor").click();
  await box(page, "Code").fill(codeOf(await box(page, "Or type this key").inputValue()));
  await expectNoAxeFindings(page);
  await button(page, "Turn on").click();
  await page.getByRole("link", { name: "Continue" }).click();
  await expect(heading(page, "Users")).toBeVisible();

  const account = newAccount();
  const joined = await joinBy(browser, await inviteLink(page, account.email, "Viewer"), account);
  await page.goto("/settings/users");
  await page.getByRole("link", { name: "Sessions" }).click();
  await expect(heading(page, "Sessions")).toBeVisible();
  await expect(rowOf(page, "Sessions", account.email)).toBeVisible();
  await expectNoAxeFindings(page);
  await page.getByRole("button", { name: new RegExp(`^End session of ${account.email}`) }).click();
  await expect(toast(page, "1 session has ended")).toBeVisible();
  await expect(rowOf(page, "Sessions", account.email)).toHaveCount(0);
  await joined.page.goto("/teams");
  await expect(heading(joined.page, "Sign in")).toBeVisible();
  await signIn(joined.page, account);

  // The role holds on the next request, with what it asks for.
  await page.goto("/settings/users");
  await roleOf(page, account.name).selectOption("Admin");
  await expect(toast(page, `${account.name} is now Admin`)).toBeVisible();
  await joined.page.goto("/settings/users");
  await expect(heading(joined.page, "Set up two-factor")).toBeVisible();

  await page.goto("/settings/users/sessions");
  await button(page, "End everybody's sessions").click();
  await button(dialog(page, "End everybody's sessions?"), "End sessions").click();
  await expect(toast(page, "1 session has ended")).toBeVisible();
  await expect(table(page, "Sessions").getByRole("row")).toHaveCount(2);

  const leaving = page.waitForResponse((answer) => answer.url().endsWith("/api/auth/signout"));
  await button(page, "Account").click();
  await button(page, "Sign out").click();
  expect(await (await leaving).headerValue("clear-site-data")).toBe('"cache", "storage"');
  await expect(heading(page, "Sign in")).toBeVisible();
  await joined.context.close();
  await context.close();
});
