import { paperspaceTeam } from "./cast.ts";
import { connect, expect, expectNoAxeFindings, signIn, test } from "./fixtures.ts";
import { newAccount } from "./people-of-rollcall.ts";
import { callAction } from "./server-actions.ts";
import { box, button } from "./steps.ts";

test("the first admin is made against the code in the server's log, once, and is led through the first steps", async ({
  browser,
  ownServer,
  tenant,
}) => {
  const server = await ownServer();
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  const account = newAccount();
  const code = /setup code: (\S+)/.exec(server.output())?.[1];
  expect(code).toBeDefined();
  // Nothing else opens before.
  await page.goto("/teams");
  await expect(box(page, "Setup code")).toBeVisible();
  await expect(page).toHaveURL(`${server.url}/setup`);

  const fill = async (given: string) => {
    await box(page, "Setup code").fill(given);
    await box(page, "Name").fill(account.name);
    await box(page, "Email").fill(account.email);
    await page.getByLabel("Password").fill(account.password);
    await button(page, "Create admin").click();
  };
  await fill("WRONG-CODES-ARE-OFNOUSE");
  await expect(box(page, "Setup code")).toHaveAttribute("aria-invalid", "true");
  await expect(box(page, "Email")).toHaveValue(account.email);
  await fill(code ?? "");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();

  const steps = page.getByRole("list", { name: "First steps" });
  const open = steps.getByRole("listitem").filter({ hasText: "not done yet" }).getByRole("link");
  await expect(open).toHaveText([
    "Connect a team",
    "Look at your people",
    "Invite a colleague",
    "Set a rotation policy",
    "Back up the keys",
  ]);
  // Nothing is said of people and secrets that nobody has read.
  await expect(page.getByText(/has accepted|\d overdue/)).toHaveCount(0);
  await expectNoAxeFindings(page);
  await connect(page, await tenant(paperspaceTeam()));
  await expect(open).toHaveText(["Invite a colleague", "Set a rotation policy", "Back up the keys"]);
  await callAction(page, "inviteUserAction", { email: newAccount().email, role: "viewer" });
  await callAction(page, "updatePolicyAction", { id: "default", days: 60 });
  await page.reload();
  await expect(open).toHaveText(["Back up the keys"]);
  await open.click();
  await expect(page.getByRole("heading", { level: 1, name: "Backing up the keys" })).toBeVisible();
  await page.goBack();
  await button(steps, "Keys are backed up").click();
  await expect(steps).toHaveCount(0);

  await context.clearCookies();
  await page.goto("/setup");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await signIn(page, account);
  await context.close();
});
