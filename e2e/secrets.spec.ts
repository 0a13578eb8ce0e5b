import type { SecretInput } from "#sandbox/types.ts";
import { paperspaceTeam, uniqueSecret } from "./cast.ts";
import { connect, expect, openTeam, test } from "./fixtures.ts";
import {
  box,
  button,
  changesSent,
  choice,
  columnTexts,
  dialog,
  filterByTeam,
  rowOf,
  secretIn,
  table,
  toast,
} from "./steps.ts";

const DAY_MS = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();
const old = (name: string, days: number, rest: Partial<SecretInput> = {}): SecretInput => ({
  name,
  value: "first",
  createdAt: daysAgo(days),
  modifiedAt: daysAgo(days),
  ...rest,
});

test("makes a secret with a generated value, which is shown on demand and nowhere afterwards", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  const name = uniqueSecret("API_KEY");
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await button(admin, "New secret").click();
  const form = dialog(admin, "New secret");
  await box(form, "Name").fill(name);
  await button(form, "Generate").click();
  const value = await box(form, "Value").inputValue();
  expect([...value]).toHaveLength(32);
  await admin.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await button(form, "Copy").click();
  await expect(form.getByRole("status").filter({ hasText: "Copied" })).toBeVisible();
  expect(await admin.evaluate(() => navigator.clipboard.readText())).toBe(value);
  await expect(button(form, "Show value")).toHaveAttribute("aria-pressed", "false");
  await button(form, "Show value").click();
  await expect(button(form, "Show value")).toHaveAttribute("aria-pressed", "true");
  await button(form, "Create secret").click();
  await expect(toast(admin, `${name} was created in ${own.teamName}`)).toBeVisible();
  await expect(form).toBeHidden();
  await expect(rowOf(admin, "Secrets", name)).toContainText("Not in use");
  expect(await secretIn(sandbox, own.token, name)).toMatchObject({ value });

  await button(admin, "New secret").click();
  await expect(box(form, "Value")).toHaveValue("");
  await button(form, "Cancel").click();
  expect(await admin.content()).not.toContain(value);
  for (const route of [new URL(admin.url()).pathname, `/activity?q=${name}`, `/secrets?q=${name}`]) {
    const html = await (await admin.request.get(route)).text();
    expect(html, route).toContain(name);
    expect(html, route).not.toContain(value);
  }
  expect(admin.url()).not.toContain(value);
});

test("Generate makes 32 characters, never fewer than 20", async ({ admin, tenant }) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await admin.getByRole("main").getByRole("link", { name: "Secrets", exact: true }).click();
  await button(admin, "New secret").click();
  const form = dialog(admin, "New secret");
  await form.getByRole("spinbutton", { name: "Length" }).fill("4");
  await button(form, "Generate").click();
  const short = await box(form, "Value").inputValue();
  expect([...short]).toHaveLength(20);
  await button(form, "Generate").click();
  expect(await box(form, "Value").inputValue()).not.toBe(short);
});

test("says by the field what is wrong with a name or a value, and sends nothing", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await button(admin, "New secret").click();
  const form = dialog(admin, "New secret");
  const name = box(form, "Name");
  const value = box(form, "Value");
  await button(form, "Create secret").click();
  await expect(name).toHaveAccessibleDescription(/Give the secret a name/);
  await expect(value).toHaveAccessibleDescription(/Give a value/);
  for (const wrong of ["1ST", "WITH-HYPHEN", "NAME WITH SPACE", "ÜBER"]) {
    await name.fill(wrong);
    await button(form, "Create secret").click();
    await expect(name).toHaveAccessibleDescription(/Start with a letter/);
    await expect(name).toHaveAttribute("aria-invalid", "true");
  }
  await name.fill("A".repeat(129));
  await button(form, "Create secret").click();
  await expect(name).toHaveAccessibleDescription(/at most 128 characters/);
  await name.fill("A".repeat(128));
  await value.fill("x".repeat(8193));
  await button(form, "Create secret").click();
  await expect(value).toHaveAccessibleDescription(/at most 8,192 characters/);
  await expect(name).not.toHaveAttribute("aria-invalid", "true");
  expect(await changesSent(sandbox, own.token)).toEqual([]);

  // The limits themselves are fine.
  await value.fill("x".repeat(8192));
  await button(form, "Create secret").click();
  await expect(form).toBeHidden();
  expect(await secretIn(sandbox, own.token, "A".repeat(128))).toMatchObject({ value: "x".repeat(8192) });
});

test("a name that exists offers to rotate that secret to what was typed", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const [known, late] = [uniqueSecret("KNOWN"), uniqueSecret("LATE")];
  const own = await tenant(paperspaceTeam({ secrets: [old(known, 10, { inUse: true })] }));
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await expect(rowOf(admin, "Secrets", known)).toBeVisible();
  // Made elsewhere since the last sync: the vendor's answer says it.
  await sandbox.mutate(own.token, { op: "putSecret", name: late, value: "theirs" });
  await sandbox.mutate(own.token, { op: "setAttached", name: late, attached: true });
  // The sync that this leads to is not waited for.
  await sandbox.setFaults(own.token, [{ route: "GET /teams/:id/secrets", latencyMs: 20_000 }]);
  for (const name of [known, late]) {
    await button(admin, "New secret").click();
    const form = dialog(admin, "New secret");
    await box(form, "Name").fill(name);
    await box(form, "Value").fill(`mine-of-${name}`);
    await button(form, "Create secret").click();
    await expect(form).toContainText(`${name} already exists`);
    expect(await secretIn(sandbox, own.token, name)).not.toMatchObject({ value: `mine-of-${name}` });
    await form.getByRole("button", { name: /^Rotate/ }).click();
    const rotate = dialog(admin, `Rotate ${name}`);
    await expect(box(rotate, "New value")).toHaveValue(`mine-of-${name}`);
    // Of one that no list had yet, the vendor is asked before anything is sent.
    if (name === late) await button(rotate, "Rotate secret").click();
    await expect(rotate).toContainText(/A deployment uses/);
    await button(rotate, "Rotate secret").click();
    await expect(rotate).toBeHidden();
    expect(await secretIn(sandbox, own.token, name)).toMatchObject({ value: `mine-of-${name}` });
  }
});

test("rotates, and the row says that it was changed just now", async ({ admin, sandbox, tenant }) => {
  const name = uniqueSecret("DATABASE_URL");
  const own = await tenant(paperspaceTeam({ secrets: [old(name, 200)] }));
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await expect(rowOf(admin, "Secrets", name)).toContainText("200");
  await button(admin, `Rotate ${name}`).click();
  const form = dialog(admin, `Rotate ${name}`);
  await button(form, "Rotate secret").click();
  await expect(box(form, "New value")).toHaveAccessibleDescription(/Give a value/);
  await button(form, "Generate").click();
  const value = await box(form, "New value").inputValue();
  await button(form, "Rotate secret").click();
  await expect(toast(admin, `${name} was rotated in ${own.teamName}`)).toBeVisible();
  expect(await secretIn(sandbox, own.token, name)).toMatchObject({ value });
  await expect(rowOf(admin, "Secrets", name)).not.toContainText("200");
  expect(await changesSent(sandbox, own.token)).toEqual(["PATCH /teams/:id/secrets/:name"]);
  // A rotation cannot be taken back.
  await expect(button(admin, "Undo")).toHaveCount(0);
});

test("a refused rotation keeps the value that was typed and says why", async ({ admin, sandbox, tenant }) => {
  const name = uniqueSecret("TOKEN");
  const own = await tenant(paperspaceTeam({ secrets: [old(name, 20)] }));
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  const reason = "Secrets are locked during the audit";
  await sandbox.setFaults(own.token, [
    {
      route: "PATCH /teams/:id/secrets/:name",
      times: 1,
      status: 403,
      body: JSON.stringify({ code: "FORBIDDEN", message: reason }),
    },
  ]);
  await button(admin, `Rotate ${name}`).click();
  const form = dialog(admin, `Rotate ${name}`);
  await box(form, "New value").fill("second");
  await button(form, "Rotate secret").click();
  await expect(form).toContainText(reason);
  await expect(box(form, "New value")).toHaveValue("second");
  expect(await secretIn(sandbox, own.token, name)).toMatchObject({ value: "first" });
  await button(form, "Rotate secret").click();
  await expect(form).toBeHidden();
  expect(await secretIn(sandbox, own.token, name)).toMatchObject({ value: "second" });
});

test("deletes a secret only when its name was typed; one that is gone was already gone", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const [name, gone] = [uniqueSecret("OLD_KEY"), uniqueSecret("GONE_KEY")];
  const own = await tenant(paperspaceTeam({ secrets: [old(name, 400), old(gone, 300)] }));
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await button(admin, `Delete ${name}`).click();
  const form = dialog(admin, `Delete ${name}?`);
  const word = box(form, `Type ${name} to confirm`);
  await word.fill(name.toLowerCase());
  await button(form, "Delete secret").click();
  await expect(word).toHaveAccessibleDescription(`This is not ${name}`);
  expect(await secretIn(sandbox, own.token, name)).toBeDefined();
  await word.fill(name);
  await button(form, "Delete secret").click();
  await expect(toast(admin, `${name} was deleted from ${own.teamName}`)).toBeVisible();
  await expect(rowOf(admin, "Secrets", name)).toHaveCount(0);
  expect(await secretIn(sandbox, own.token, name)).toBeUndefined();

  await sandbox.mutate(own.token, { op: "deleteSecret", name: gone });
  await button(admin, `Delete ${gone}`).click();
  const other = dialog(admin, `Delete ${gone}?`);
  await box(other, `Type ${gone} to confirm`).fill(gone);
  await button(other, "Delete secret").click();
  await expect(toast(admin, `${gone} was already gone`)).toBeVisible();
  await expect(rowOf(admin, "Secrets", gone)).toHaveCount(0);
});

test("warns in both dialogs that a deployment uses a secret", async ({ admin, tenant }) => {
  const [used, free] = [uniqueSecret("USED"), uniqueSecret("FREE")];
  const own = await tenant(paperspaceTeam({ secrets: [old(used, 5, { inUse: true }), old(free, 5)] }));
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await expect(rowOf(admin, "Secrets", used)).toContainText("In use");
  const warning = /deployment uses/;
  await button(admin, `Rotate ${used}`).click();
  await expect(dialog(admin, `Rotate ${used}`)).toContainText(warning);
  await button(dialog(admin, `Rotate ${used}`), "Cancel").click();
  await button(admin, `Delete ${used}`).click();
  await expect(dialog(admin, `Delete ${used}?`)).toContainText(warning);
  await button(dialog(admin, `Delete ${used}?`), "Cancel").click();
  await button(admin, `Rotate ${free}`).click();
  await expect(dialog(admin, `Rotate ${free}`)).toBeVisible();
  await expect(dialog(admin, `Rotate ${free}`)).not.toContainText(warning);
});

test("/secrets lists all teams' secrets oldest first, and filters by age, team and use", async ({
  admin,
  tenant,
}) => {
  const word = uniqueSecret("ALL");
  const [first, second] = [
    await tenant(
      paperspaceTeam({
        secrets: [old(`${word}_young`, 3), old(`${word}_ancient`, 900, { inUse: true })],
      }),
    ),
    await tenant(paperspaceTeam({ secrets: [old(`${word}_middle`, 120), old(`${word}_autumn`, 200)] })),
  ];
  await connect(admin, first);
  await connect(admin, second);
  for (const { teamName } of [first, second]) {
    await openTeam(admin, teamName, "Secrets");
    await expect(rowOf(admin, "Secrets", word)).toHaveCount(2);
  }
  await admin.goto(`/secrets?q=${word}`);
  await expect(admin.getByRole("heading", { level: 1, name: "Secrets" })).toBeVisible();
  await expect(rowOf(admin, "Secrets", word)).toHaveCount(4);
  const names = () => columnTexts(admin, "Secrets", "Name");
  expect(await names()).toEqual(["ancient", "autumn", "middle", "young"].map((one) => `${word}_${one}`));
  await expect(rowOf(admin, "Secrets", `${word}_middle`)).toContainText(second.teamName);

  await choice(admin, "Filter by age").selectOption("180 days or more");
  await expect.poll(names).toEqual([`${word}_ancient`, `${word}_autumn`]);
  await filterByTeam(admin, second.teamName);
  await expect.poll(names).toEqual([`${word}_autumn`]);
  await expect(admin).toHaveURL(/olderThan=180/);
  await expect(admin).toHaveURL(/team=/);
  await admin.reload();
  await expect.poll(names).toEqual([`${word}_autumn`]);
  await button(admin, "Clear filter by team").click();
  await choice(admin, "Filter by age").selectOption({ index: 0 });
  await choice(admin, "Filter by use").selectOption("In use");
  await expect.poll(names).toEqual([`${word}_ancient`]);

  await choice(admin, "Filter by use").selectOption({ index: 0 });
  await button(admin, `Rotate ${word}_autumn`).click();
  const form = dialog(admin, `Rotate ${word}_autumn`);
  await box(form, "New value").fill(`turned ${word}`);
  await button(form, "Rotate secret").click();
  await expect(toast(admin, `${word}_autumn was rotated in ${second.teamName}`)).toBeVisible();
  await expect.poll(names).toEqual(["ancient", "middle", "young", "autumn"].map((one) => `${word}_${one}`));
  await expect(table(admin, "Secrets")).toBeVisible();
});
