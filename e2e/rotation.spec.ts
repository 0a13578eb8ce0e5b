import type { Page } from "@playwright/test";
import type { SecretInput } from "#sandbox/types.ts";
import { paperspaceTeam, uniqueSecret } from "./cast.ts";
import { connect, connectByForm, expect, expectNoAxeFindings, openTeam, test } from "./fixtures.ts";
import { box, button, changesSent, choice, dialog, rowOf, secretIn, table, toast } from "./steps.ts";

const DAY_MS = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();
const old = (name: string, days: number, rest: Partial<SecretInput> = {}): SecretInput => ({
  name,
  value: "first",
  createdAt: daysAgo(days),
  modifiedAt: daysAgo(days),
  ...rest,
});
const check = (page: Page, label: string) =>
  page.getByRole("checkbox", { name: `Select ${label}`, exact: true });
/** A secret's own row: another one's may name it too. */
const secretRow = (page: Page, name: string) =>
  table(page, "Secrets")
    .getByRole("row")
    .filter({ has: check(page, name) });
const bar = (page: Page) => page.getByRole("toolbar", { name: "Selection" });
const plan = (page: Page) => dialog(page, "Review changes");
/** The address of a page's batch after the plan was applied. */
const batchPage = /\/activity\/batches\//;

test("rotates one name over two teams to a generated value each, shown once", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const name = uniqueSecret("FLEET");
  const first = await tenant(paperspaceTeam({ secrets: [old(name, 100, { inUse: true })] }));
  const second = await tenant(paperspaceTeam({ secrets: [old(name, 5)] }));
  await connect(admin, first);
  await connect(admin, second);
  await admin.goto(`/secrets?q=${name}`);
  await expect(table(admin, "Secrets").getByRole("row").filter({ hasText: name })).toHaveCount(2);
  await check(admin, `${name} (${first.teamName})`).check();
  await check(admin, `${name} (${second.teamName})`).check();
  await expect(bar(admin)).toContainText("2 selected");
  await button(bar(admin), "Rotate").click();
  const form = dialog(admin, "Rotate 2 secrets");
  await expect(form.getByRole("radio", { name: "A generated one each" })).toBeChecked();
  await form.getByRole("spinbutton", { name: "Length" }).fill("4");
  await choice(form, "Characters").selectOption("Hexadecimal");
  await expect(form.getByText("80 bits")).toBeVisible();
  await button(form, "Review plan").click();
  await expect(plan(admin).getByRole("list", { name: "Plan" }).getByRole("listitem")).toHaveCount(2);
  await expect(plan(admin)).toContainText("A deployment uses");
  await button(plan(admin), "Apply 2 changes").click();

  const values = dialog(admin, "Copy the new values");
  await expect(values.getByText("Done", { exact: true }).first()).toBeVisible();
  const label = `${name} (${first.teamName})`;
  await button(values, `Show value of ${label}`).click();
  const sent = (await secretIn(sandbox, first.token, name))?.value ?? "";
  const other = (await secretIn(sandbox, second.token, name))?.value ?? "";
  expect(sent).toMatch(/^[0-9a-f]{20}$/);
  expect(other).toMatch(/^[0-9a-f]{20}$/);
  expect(sent).not.toBe(other);
  await expect(values.getByText(sent, { exact: true })).toBeVisible();
  await expect(values.getByText(other, { exact: true })).toHaveCount(0);
  await button(values, "Done").last().click();
  await expect(values).toBeHidden();
  await expect(bar(admin)).toHaveCount(0);
  for (const route of [`/secrets?q=${name}`, `/activity?q=${name}`, "/activity/batches"]) {
    const html = await (await admin.request.get(route)).text();
    for (const value of [sent, other]) expect(html, route).not.toContain(value);
  }
  expect(await admin.content()).not.toContain(sent);
});

test("one value for all says where the same value stands; nothing copied is not let go at once", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const [one, two] = [uniqueSecret("SAME_A"), uniqueSecret("SAME_B")];
  const canary = uniqueSecret("canary-one-for-all");
  const own = await tenant(paperspaceTeam({ secrets: [old(one, 100), old(two, 100)] }));
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await check(admin, one).check();
  await button(bar(admin), "Select all 2").click();
  await button(bar(admin), "Rotate").click();
  const form = dialog(admin, "Rotate 2 secrets");
  await form.getByRole("radio", { name: "One value for all" }).check();
  await button(form, "Review plan").click();
  await expect(box(form, "New value")).toHaveAccessibleDescription(/Give a value/);
  expect(await changesSent(sandbox, own.token)).toEqual([]);
  await box(form, "New value").fill(canary);
  await button(form, "Review plan").click();
  await button(plan(admin), "Back").click();
  await expect(box(form, "New value")).toHaveValue(canary);
  await button(form, "Review plan").click();
  await button(plan(admin), "Apply 2 changes").click();
  await expect(toast(admin, "2 changes done")).toBeVisible();
  for (const name of [one, two])
    expect(await secretIn(sandbox, own.token, name)).toMatchObject({ value: canary });
  await expect(secretRow(admin, one)).toContainText("= 1 other");
  await expect(secretRow(admin, one)).toContainText("Same value in 1 other place");
  await expect(secretRow(admin, one).getByTitle(`${two} in ${own.teamName}`)).toBeVisible();
  expect(await admin.content()).not.toContain(canary);

  // Its page: who changed it, where else its value stands, and when it is due.
  await table(admin, "Secrets").getByRole("link", { name: one }).click();
  await expect(admin.getByRole("heading", { level: 1, name: one })).toBeVisible();
  await expect(table(admin, "History").getByRole("row").nth(1)).toContainText("Done");
  await expect(admin.getByText(/^by .+, through Rollcall$/)).toBeVisible();
  await expect(admin.getByText("In 90 days")).toBeVisible();
  const elsewhere = admin.getByRole("region", { name: "The same value elsewhere" });
  await expect(elsewhere.getByRole("link", { name: own.teamName })).toBeVisible();
  await expectNoAxeFindings(admin);
  await elsewhere.getByRole("link", { name: two }).click();
  await expect(admin.getByRole("heading", { level: 1, name: two })).toBeVisible();
  expect((await admin.request.get(`${new URL(admin.url()).pathname}_NOT`)).status()).toBe(404);
  await admin.goBack();
  await admin.goBack();

  // Changed outside: nobody knows any more that it is the same.
  await sandbox.mutate(own.token, { op: "putSecret", name: one, value: "changed elsewhere" });
  await button(admin, "Refresh").click();
  await expect(secretRow(admin, one)).toContainText("changed outside since");
  await expect(table(admin, "Secrets")).not.toContainText("Same value in");

  await check(admin, two).check();
  await button(bar(admin), "Rotate").click();
  await button(dialog(admin, "Rotate 1 secret"), "Review plan").click();
  await button(plan(admin), "Apply 1 change").click();
  const values = dialog(admin, "Copy the new values");
  await button(values, "Done").click();
  await expect(values.getByRole("alert")).toContainText("Nothing was copied yet");
  await button(values, "Done").click();
  await expect(values).toBeHidden();
});

test("a rotation that the vendor refuses for one secret says which keeps its old value", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const [good, bad] = [uniqueSecret("GOOD"), uniqueSecret("BAD")];
  const own = await tenant(paperspaceTeam({ secrets: [old(good, 10), old(bad, 10)] }));
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await expect(rowOf(admin, "Secrets", bad)).toBeVisible();
  await sandbox.mutate(own.token, { op: "deleteSecret", name: bad });
  for (const name of [good, bad]) await check(admin, name).check();
  await button(bar(admin), "Rotate").click();
  await button(dialog(admin, "Rotate 2 secrets"), "Review plan").click();
  await button(plan(admin), "Apply 2 changes").click();
  const values = dialog(admin, "Copy the new values");
  await expect(values.getByRole("listitem").filter({ hasText: good })).toContainText("Done");
  await expect(values.getByRole("listitem").filter({ hasText: bad })).toContainText("Failed");
  await expect(values).toContainText("1 secret was not rotated and keeps its old value");
});

test("what was pasted stays while the teams come, and when they do not", async ({ admin, tenant }) => {
  const own = await tenant(paperspaceTeam());
  await connectByForm(admin, own);
  await admin.goto("/secrets");
  const teams = "**/api/secrets/teams";
  const held = Promise.withResolvers<void>();
  await admin.route(teams, async (route) => {
    await held.promise;
    await route.fulfill({ status: 503, json: { code: "STORE_UNAVAILABLE" } });
  });
  await button(admin, "Import .env").click();
  const form = dialog(admin, "Import .env");
  const places = form.getByRole("group", { name: "Teams" });
  await expect(places).toContainText("Reading the teams…");
  await box(form, "Contents").fill("ONE=0123456789");
  held.resolve();
  await expect(places.getByRole("alert")).toContainText("The teams could not be read");
  await admin.unroute(teams);
  await button(places, "Try again").click();
  await expect(places.getByRole("checkbox", { name: own.teamName })).toBeVisible();
  await expect(box(form, "Contents")).toHaveValue("ONE=0123456789");
});

test("imports an .env file into two teams: findings by line, masked, the same left out", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const [made, known] = [uniqueSecret("MADE"), uniqueSecret("KNOWN")];
  const first = await tenant(paperspaceTeam({ secrets: [old(known, 10)] }));
  const second = await tenant(paperspaceTeam());
  await connectByForm(admin, first);
  await connectByForm(admin, second);
  await admin.goto("/secrets");
  await button(admin, "Import .env").click();
  const form = dialog(admin, "Import .env");
  await button(form, "Preview").click();
  await expect(box(form, "Contents")).toHaveAccessibleDescription(/Paste the text/);
  await expect(form.getByRole("group", { name: "Teams" }).getByRole("alert")).toContainText(
    "at least one team",
  );
  const text = [
    "\uFEFF# of the canary",
    `export ${made}="line one\\nline \\"two\\" = canary-import-31"`,
    `${known}='old one'`,
    `${known}='canary-import-32 # not a comment'`,
    "1BAD=canary-import-33",
    "no equals here",
  ].join("\r\n");
  await form.getByLabel(".env file").setInputFiles({
    name: ".env",
    mimeType: "text/plain",
    buffer: Buffer.from(text),
  });
  await expect(form).toContainText("6 lines");
  for (const { teamName } of [first, second]) await form.getByRole("checkbox", { name: teamName }).check();
  await button(form, "Preview").click();

  const preview = dialog(admin, "Preview");
  const findings = preview.getByRole("list", { name: "Findings" });
  await expect(findings).toContainText(`${known} stands again in line 4`);
  await expect(findings.getByRole("listitem").filter({ hasText: "1BAD" })).toContainText("line 5");
  await expect(findings.getByRole("listitem").filter({ hasText: "no =" })).toContainText("line 6");
  const lines = preview.getByRole("list", { name: "Preview" });
  await expect(lines.getByRole("listitem").filter({ hasText: made })).toContainText("New in 2");
  await expect(lines.getByRole("listitem").filter({ hasText: known })).toContainText("New in 1 Rotate in 1");
  await expect(preview).not.toContainText("canary-import");
  await button(preview, "Review plan").click();
  await button(plan(admin), "Apply 4 changes").click();
  await expect(plan(admin)).toBeHidden();
  for (const { token } of [first, second]) {
    await expect
      .poll(() => secretIn(sandbox, token, made))
      .toMatchObject({ value: 'line one\nline "two" = canary-import-31' });
    await expect
      .poll(() => secretIn(sandbox, token, known))
      .toMatchObject({ value: "canary-import-32 # not a comment" });
  }
  for (const route of ["/secrets", `/activity?q=${known}`, "/activity/batches"])
    expect(await (await admin.request.get(route)).text(), route).not.toContain("canary-import");

  // The same once more: Rollcall set all of it, so nothing is left to do.
  await admin.goto("/secrets");
  await button(admin, "Import .env").click();
  await box(form, "Contents").fill(`${made}="line one\\nline \\"two\\" = canary-import-31"`);
  for (const { teamName } of [first, second]) await form.getByRole("checkbox", { name: teamName }).check();
  await button(form, "Preview").click();
  await expect(lines.getByRole("listitem").filter({ hasText: made })).toContainText(
    "Same value as last set by Rollcall in 2",
  );
  await expect(preview).toContainText("There is nothing to do");
  await expect(button(preview, "Review plan")).toHaveCount(0);
});

test("refuses an .env file that is too large, or no text", async ({ admin, tenant }) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await button(admin, "Import .env").click();
  const form = dialog(admin, "Import .env");
  const give = (buffer: Buffer) =>
    form.getByLabel(".env file").setInputFiles({ name: ".env", mimeType: "text/plain", buffer });
  await give(Buffer.alloc(1_000_001, "A"));
  await expect(box(form, "Contents")).toHaveAccessibleDescription(/at most 1 MB/);
  await give(Buffer.from([0x41, 0x3d, 0xff, 0xfe, 0x00]));
  await expect(box(form, "Contents")).toHaveAccessibleDescription(/not text in UTF-8/);
  await expect(box(form, "Contents")).toHaveValue("");
});

test("policies decide what is due and overdue; the most specific one wins", async ({ admin, tenant }) => {
  const word = uniqueSecret("POL");
  const own = await tenant(
    paperspaceTeam({ secrets: [old(`${word}_DB`, 40), old(`${word}_API`, 80), old(`${word}_OLD`, 200)] }),
  );
  await connectByForm(admin, own);
  await admin.goto(`/secrets?q=${word}`);
  const names = () =>
    table(admin, "Secrets")
      .getByRole("row")
      .filter({ hasText: word })
      .evaluateAll((rows) =>
        rows.map((row) => /POL_[0-9a-f]{6}_(?:DB|API|OLD)/.exec(row.textContent ?? "")?.[0] ?? ""),
      );
  await expect.poll(names).toHaveLength(3);
  await choice(admin, "Filter by policy").selectOption("Overdue");
  await expect.poll(names).toEqual([`${word}_OLD`]);
  await choice(admin, "Filter by policy").selectOption("Due");
  await expect.poll(names).toEqual([`${word}_API`]);

  await admin.goto("/settings/policies");
  await expect(admin.getByRole("heading", { level: 1, name: "Policies" })).toBeVisible();
  await button(admin, "New policy").click();
  const form = dialog(admin, "New policy");
  await button(form, "Add policy").click();
  await expect(box(form, "Names")).toHaveAccessibleDescription(/Choose a team or give a pattern/);
  await box(form, "Names").fill(`${word}_*; drop`);
  await form.getByRole("spinbutton").fill("0");
  await button(form, "Add policy").click();
  await expect(box(form, "Names")).toHaveAccessibleDescription(/Letters, digits and _ only/);
  await expect(form.getByRole("spinbutton")).toHaveAccessibleDescription(/At least 1 day/);
  await box(form, "Names").fill(`${word}_D*`);
  await form.getByRole("spinbutton").fill("30");
  await choice(form, "Team").selectOption(own.teamName);
  await button(form, "Add policy").click();
  await expect(form).toBeHidden();
  const row = rowOf(admin, "Policies", `${word}_D*`);
  await expect(row).toContainText("30 days");
  await expect(row).toContainText("1 secret");
  await expectNoAxeFindings(admin);

  await button(admin, "New policy").click();
  await box(form, "Names").fill(`${word}_D*`);
  await choice(form, "Team").selectOption(own.teamName);
  await button(form, "Add policy").click();
  await expect(box(form, "Names")).toHaveAccessibleDescription(/There is a policy for this already/);
  await button(form, "Cancel").click();

  await admin.goto(`/secrets?q=${word}&due=overdue`);
  await expect.poll(names).toEqual([`${word}_OLD`, `${word}_DB`]);

  await admin.goto("/settings/policies");
  const called = `Policy for ${word}_D* in ${own.teamName}`;
  await button(admin, `Edit ${called}`).click();
  await dialog(admin, "Edit policy").getByRole("spinbutton").fill("300");
  await button(dialog(admin, "Edit policy"), "Save policy").click();
  await expect(row).toContainText("300 days");
  await button(admin, `Delete ${called}`).click();
  await button(dialog(admin, `Delete ${called}?`), "Delete policy").click();
  await expect(toast(admin, `${called} was deleted`)).toBeVisible();
  await expect(row).toHaveCount(0);
  await expect(button(admin, "Delete Default policy")).toHaveCount(0);
});

test("many secrets lead to their batch's page", async ({ admin, sandbox, tenant }) => {
  const word = uniqueSecret("MANY");
  const secrets = Array.from({ length: 6 }, (_, n) => old(`${word}_${n}`, 10));
  const own = await tenant(paperspaceTeam({ secrets }));
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await check(admin, `${word}_0`).check();
  await button(bar(admin), "Select all 6").click();
  await button(bar(admin), "Rotate").click();
  const form = dialog(admin, "Rotate 6 secrets");
  await form.getByRole("radio", { name: "One value for all" }).check();
  await box(form, "New value").fill("canary-of-many-51");
  await button(form, "Review plan").click();
  await button(plan(admin), "Apply 6 changes").click();
  await expect(admin).toHaveURL(batchPage);
  await expect(admin.getByRole("heading", { level: 1, name: "Rotate 6 secrets" })).toBeVisible();
  await expect
    .poll(
      async () =>
        (await sandbox.state(own.token)).secrets.filter((one) => one.value === "canary-of-many-51").length,
    )
    .toBe(6);
  expect(await admin.content()).not.toContain("canary-of-many-51");
});
