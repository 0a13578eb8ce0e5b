import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { startTestProvider, type TestProvider } from "#lib/access/oidc/provider.testing.ts";
import { ADMIN, expect, expectNoAxeFindings, signIn, test } from "./fixtures.ts";
import { alertWith, box, button, choice, dialog, rowOf, table } from "./steps.ts";

/** A server whose one provider is a real one on loopback, and a new browser at its sign-in page. */
async function startBoth(
  ownServer: (env: Record<string, string>) => Promise<{ url: string; dataDir: string }>,
) {
  const provider = await startTestProvider();
  const { issuer, clientId, clientSecret } = provider;
  const acme = { id: "acme", name: "Acme", issuer, clientId, clientSecret };
  const roles = { roleClaim: "groups", roleMap: { staff: "viewer", ops: "operator", root: "admin" } };
  const server = await ownServer({
    ROLLCALL_ADMIN_EMAIL: ADMIN.email,
    ROLLCALL_ADMIN_PASSWORD: ADMIN.password,
    ROLLCALL_OIDC: JSON.stringify([{ ...acme, ...roles }]),
  });
  provider.allow(`${server.url}/api/auth/oidc/acme/callback`);
  return { provider, url: server.url, dataDir: server.dataDir };
}

async function freshPage(browser: Browser, url: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ baseURL: url });
  return { context, page: await context.newPage() };
}

/** At the provider's own page. */
async function sayWho(page: Page, subject: string): Promise<void> {
  await page.getByLabel("Account").fill(subject);
  await page.getByRole("button", { name: "Continue" }).click();
}

async function signInWith(page: Page, subject: string, at = "/sign-in"): Promise<void> {
  await page.goto(at);
  await button(page, "Sign in with Acme").click();
  await sayWho(page, subject);
}

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

let provider: TestProvider | undefined;
test.afterEach(() => provider?.close());

test("a provider's sign-in makes a user of the role that its claim gives, and leads back to where one wanted to go", async ({
  browser,
  ownServer,
}) => {
  const both = await startBoth(ownServer);
  provider = both.provider;
  const account = { email: "ines@acme.example", email_verified: true, name: "Ines Acme", groups: ["ops"] };
  provider.accounts.set("ines", account);
  provider.accounts.set("vito", { email: "vito@acme.example", email_verified: false, groups: ["root"] });

  const { context, page } = await freshPage(browser, both.url);
  await page.goto("/sign-in");
  await expectNoAxeFindings(page);
  await signInWith(page, "ines", "/sign-in?returnTo=%2Fteams");
  await expect(heading(page, "Teams")).toBeVisible();
  await button(page, "Account").click();
  await expect(page.getByText("Operator").first()).toBeVisible();
  // Whoever holds the cookie of before the sign-in holds nothing.
  const cookies = (await context.cookies()).map(({ name }) => name);
  expect(cookies).not.toContain("rollcall.oidc");

  account.groups = ["staff"];
  const again = await freshPage(browser, both.url);
  await signInWith(again.page, "ines");
  await expect(heading(again.page, "Overview")).toBeVisible();
  await button(again.page, "Account").click();
  await expect(again.page.getByText("Viewer").first()).toBeVisible();

  const other = await freshPage(browser, both.url);
  await signInWith(other.page, "vito", "/sign-in?returnTo=%2Fteams");
  await expect(alertWith(other.page, "Acme has not verified your e-mail address")).toBeVisible();
  await other.page.goto("/teams");
  await expect(heading(other.page, "Sign in")).toBeVisible();
  await signIn(other.page, ADMIN);
  await other.page.goto("/settings/users");
  await expect(rowOf(other.page, "Users", "ines@acme.example")).toBeVisible();
  await expect(rowOf(other.page, "Users", "vito@acme.example")).toHaveCount(0);
  for (const one of [context, again.context, other.context]) await one.close();
});

test("an account with the same e-mail is nobody's to take: its owner connects it, and proves it is them", async ({
  browser,
  ownServer,
}) => {
  const both = await startBoth(ownServer);
  provider = both.provider;
  provider.accounts.set("boss", { email: ADMIN.email, email_verified: true, groups: ["root"] });
  const { context, page } = await freshPage(browser, both.url);
  await signInWith(page, "boss");
  await expect(alertWith(page, "Sign in with its password, then connect Acme on your profile")).toBeVisible();
  await signIn(page, ADMIN);
  await page.goto("/settings/profile");
  await button(page, "Connect Acme").click();
  await expect(table(page, "Connected accounts")).toContainText(ADMIN.email);
  await expect(button(page, "Connect Acme")).toHaveCount(0);
  await expectNoAxeFindings(page);

  // As if half an hour had passed.
  const store = new DatabaseSync(path.join(both.dataDir, "rollcall.db"));
  store.exec("update sessions set proved_at = null");
  store.close();
  await page.goto("/settings/users");
  await button(page, "Invite user").click();
  const form = dialog(page, "Invite user");
  await box(form, "Email").fill("new@acme.example");
  await choice(form, "Role").selectOption("Viewer");
  await button(form, "Create invite link").click();
  const proof = dialog(page, "Confirm it's you");
  await expect(proof.getByLabel("Password")).toBeFocused();
  await expectNoAxeFindings(page);
  await proof.getByLabel("Password").fill("not the password");
  await button(proof, "Confirm").click();
  await expect(proof.getByLabel("Password")).toHaveAttribute("aria-invalid", "true");
  const opening = context.waitForEvent("page");
  await button(proof, "Confirm with Acme").click();
  const tab = await opening;
  await sayWho(tab, "boss");
  await expect(proof).toBeHidden();
  await expect(box(page, "Invite link")).toHaveValue(/\/join\//);
  await context.close();
});
