import { NOOR, paperspaceTeam, uniqueSecret } from "./cast.ts";
import { connect, expect, expectNoAxeFindings, openTeam, test } from "./fixtures.ts";
import { awake, changesSent, dialog, rowOf } from "./steps.ts";

const PALETTE = "Search or jump to…";

test("Ctrl K takes every key of a cold page, before it is hydrated and before its results are loaded", async ({
  admin,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  const hydration = Promise.withResolvers<void>();
  const results = Promise.withResolvers<void>();
  await admin.route("**/_next/static/chunks/**.js*", async (route) => {
    await hydration.promise;
    const response = await route.fetch();
    const isResults = (await response.text()).includes("The search could not be asked");
    if (isResults) await results.promise;
    await route.fulfill({ response });
  });
  await admin.goto("/people", { waitUntil: "commit" });
  await expect(admin.getByRole("heading", { level: 1, name: "People" })).toBeVisible();
  const palette = dialog(admin, PALETTE);
  const field = palette.getByRole("combobox", { name: PALETTE });
  await admin.keyboard.press("Control+k");
  // Each of these is a shortcut outside of a field.
  await admin.keyboard.type("g t/?");
  await expect(field).toHaveValue("g t/?");
  for (let letters = 0; letters < 5; letters++) await admin.keyboard.press("Backspace");
  const half = Math.ceil(own.teamName.length / 2);
  await admin.keyboard.type(own.teamName.slice(0, half));
  hydration.resolve();
  await awake(admin);
  await admin.keyboard.type(own.teamName.slice(half));
  await expect(field).toHaveValue(own.teamName);
  await expect(field).toBeFocused();
  await expect(palette.getByRole("option")).toHaveCount(0);
  await admin.keyboard.press("Enter");
  await expect(admin).toHaveURL(/\/people$/);
  results.resolve();
  await expect(admin.getByRole("heading", { level: 1, name: own.teamName })).toBeVisible();
  await expect(palette).toHaveCount(0);
});

test("the palette opens what an action needs, by keyboard alone, and changes nothing by itself", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const secret = uniqueSecret("PALETTE_KEY");
  const mark = uniqueSecret("Noor");
  const person = { ...NOOR, firstName: mark, name: `${mark} Haddad`, email: `${mark}@halden.example` };
  const base = paperspaceTeam({ secrets: [{ name: secret }] });
  const own = await tenant({
    ...base,
    overrides: {
      ...base.overrides,
      people: (base.overrides?.people ?? []).map((one) =>
        one.email === NOOR.email ? { ...one, firstName: mark, email: person.email } : one,
      ),
    },
  });
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await expect(rowOf(admin, "Secrets", secret)).toBeVisible();
  const palette = dialog(admin, PALETTE);
  const run = async (words: string, action: string) => {
    await admin.keyboard.press("Control+k");
    await admin.keyboard.type(words);
    const option = palette.getByRole("option", { selected: true });
    await expect(option).toContainText(action);
    await expect(palette.getByRole("status")).toHaveText("1 result");
    await admin.keyboard.press("Enter");
    await expect(palette).toHaveCount(0);
  };

  await run(`offboard ${mark.toLowerCase()}`, `Offboard ${person.name}`);
  await expect(dialog(admin, `Offboard ${person.name}`)).toBeVisible();
  await expect(admin).toHaveURL(/\/people\/[0-9a-f]+$/);
  await admin.keyboard.press("Escape");
  await expect(dialog(admin, `Offboard ${person.name}`)).toHaveCount(0);
  await admin.reload();
  await expect(admin.getByRole("heading", { level: 1, name: person.name })).toBeVisible();
  await expect(dialog(admin, `Offboard ${person.name}`)).toHaveCount(0);

  await run(`rotate ${secret}`, `Rotate ${secret}`);
  await expect(dialog(admin, `Rotate ${secret}`)).toBeVisible();
  await expectNoAxeFindings(admin);
  await admin.keyboard.press("Escape");

  await run("add connection", "Add connection");
  await expect(dialog(admin, "Add connection")).toBeVisible();
  await expect(admin).toHaveURL(/\/settings\/connections$/);
  expect(await changesSent(sandbox, own.token)).toEqual([]);
});
