import { paperspaceTeam } from "./cast.ts";
import { connect, expect, expectNoAxeFindings, test } from "./fixtures.ts";
import { box, button, dialog, rowOf, toast } from "./steps.ts";

test("a token is made, reads over the API what its scopes say, shows when it was used, and ends", async ({
  ownAdmin,
  playwright,
  tenant,
  witness,
}) => {
  const { server, page } = await ownAdmin();
  const team = await tenant(paperspaceTeam());
  await connect(page, team);

  await page.goto("/settings/tokens");
  await expect(page.getByRole("heading", { level: 1, name: "API tokens" })).toBeVisible();
  await button(page, "New token").click();
  const form = dialog(page, "New token");
  await button(form, "Create token").click();
  await expect(form.getByText("Give it a name")).toBeVisible();
  await expect(form.getByText("Choose what it may do")).toBeVisible();
  await box(form, "Name").fill("Pipeline");
  await form
    .getByRole("group", { name: "Scopes" })
    .getByRole("checkbox", { name: "Teams", exact: true })
    .check();
  await expect(form.getByRole("combobox", { name: "Ends" })).toHaveValue("90");
  await expectNoAxeFindings(page);
  await button(form, "Create token").click();
  const shown = box(dialog(page, "Token"), "Token");
  await expect(shown).toHaveAttribute("readonly");
  const token = await shown.inputValue();
  expect(token).toMatch(/^rcl_[0-9A-Za-z]{49}$/);
  await button(dialog(page, "Token"), "Done").click();
  await expect(rowOf(page, "API tokens", "Pipeline")).toContainText("Never");

  const program = await playwright.request.newContext({
    baseURL: (await witness(server.url)).url,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  const answer = await program.get("/api/v1/teams");
  expect(answer.status()).toBe(200);
  expect(await answer.json()).toMatchObject({ items: [{ name: team.teamName }], total: 1, next: null });
  const etag = answer.headers().etag ?? "";
  const again = await program.get("/api/v1/teams", { headers: { "if-none-match": etag } });
  expect([again.status(), await again.text()]).toEqual([304, ""]);
  const head = await program.head("/api/v1/teams");
  expect([head.status(), head.headers().etag, await head.text()]).toEqual([200, etag, ""]);
  const refused = await program.get("/api/v1/people");
  expect(refused.status()).toBe(403);
  expect(refused.headers()["content-type"]).toBe("application/problem+json");
  expect(await refused.json()).toMatchObject({ code: "FORBIDDEN", instance: "/api/v1/people" });
  expect((await program.get("/api/v1/nothing")).status()).toBe(404);
  expect(await (await program.get("/api/v1/openapi.json")).json()).toMatchObject({ openapi: "3.1.1" });
  // The browser's session opens none of it.
  expect((await page.request.get("/api/v1/teams")).status()).toBe(401);

  await page.reload();
  const row = rowOf(page, "API tokens", "Pipeline");
  await expect(row).toContainText("from 127.0.0.1");
  await expect(row).toContainText("4 calls");
  await expect(row).toContainText("1 refused");
  await expectNoAxeFindings(page);
  await button(page, "Details of Pipeline").click();
  const details = page.getByRole("region", { name: "Details of Pipeline" });
  await expect(
    details.getByRole("list", { name: "Calls a day" }).getByRole("listitem").first(),
  ).toContainText("4 calls, 1 refused");
  await expectNoAxeFindings(page);
  await button(details, "Close").click();
  // What it did, and nothing else, is in the activity.
  await page.getByRole("link", { name: "Activity of Pipeline" }).click();
  const activity = page.getByRole("table", { name: "Activity" });
  await expect(page.getByRole("combobox", { name: "Token" })).toHaveValue(/./);
  await expect(activity).toContainText("token “Pipeline” of");
  await expect(activity).toContainText("Was not allowed to look at members");
  await expect(activity).not.toContainText("Signed in");
  const address = new URL(page.url()).searchParams;
  const lines = await page.request.get(`/api/activity/export?token=${address.get("token")}`);
  expect((await lines.text()).trim().split("\n")).toHaveLength(2);
  await page.goto("/settings/tokens");
  await button(page, "End Pipeline").click();
  await button(dialog(page, "End Pipeline?"), "End token").click();
  await expect(toast(page, "Pipeline has ended")).toBeVisible();
  await expect(page.getByText("No tokens yet")).toBeVisible();
  const ended = await program.get("/api/v1/teams");
  expect(ended.status()).toBe(401);
  expect(await ended.json()).toMatchObject({ code: "UNAUTHENTICATED", status: 401 });
  await program.dispose();

  await page.goto("/activity");
  await expect(page.getByRole("table", { name: "Activity" })).toContainText("Ended the API token Pipeline");
  // Nowhere but with whoever made it.
  expect(server.output()).not.toContain(token.slice(4, 40));
});
