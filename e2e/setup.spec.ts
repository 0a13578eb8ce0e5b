import { expect, signIn, test } from "./fixtures.ts";
import { newAccount } from "./people-of-rollcall.ts";
import { box, button } from "./steps.ts";

test("the first admin is made against the code in the server's log, once", async ({ page, ownServer }) => {
  const server = await ownServer();
  const account = newAccount();
  const code = /setup code: (\S+)/.exec(server.output())?.[1];
  expect(code).toBeDefined();
  // Nothing else opens before.
  await page.goto(`${server.url}/teams`);
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

  await page.context().clearCookies();
  await page.goto(`${server.url}/setup`);
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await signIn(page, account, server.url);
});
