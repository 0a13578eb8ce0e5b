import { MEI, NOOR } from "./cast.ts";
import { STAGE_TOKEN, type Stage, staged } from "./clock-stage.ts";
import { expect, expectNoAxeFindings, openTeam } from "./fixtures.ts";
import { button, choice, dialog, expectChosen, memberIn, roleOf, rowOf, toast } from "./steps.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const roleIn = async ({ control }: Stage, email: string) =>
  (await memberIn(control, STAGE_TOKEN, email))?.role;

/** Makes somebody an admin for four hours, in their row. */
async function makeAdmin({ page, team }: Stage, name: string): Promise<void> {
  await openTeam(page, team);
  await button(page, `Make ${name} admin until…`).click();
  const form = dialog(page, /until…$/);
  await expect(form.getByRole("radio", { name: "4 hours", exact: true })).toBeChecked();
  for (const option of ["1 hour", "Date"])
    await expect(form.getByRole("radio", { name: option, exact: true })).toBeVisible();
  await button(form, "Make admin").click();
  await expect(toast(page, `${name} is now an admin of ${team} for 4 hours`)).toBeVisible();
}

staged(
  "an admin for four hours is shown as one, and a member again when they are over",
  async ({ stage }) => {
    const { page, control, team } = stage;
    await makeAdmin(stage, NOOR.name);
    const row = rowOf(page, "Members", NOOR.name);
    await expect(row).toContainText("until");
    await expectChosen(roleOf(page, NOOR.name), "Admin");
    await expectNoAxeFindings(page);
    await choice(page, "Filter by role").selectOption("Temporary");
    await expect(page.getByText("1 member", { exact: true })).toBeVisible();
    await page.goto("/people?temporary=yes");
    await expect(page.getByRole("link", { name: NOOR.name })).toBeVisible();
    await expect(page.getByRole("link", { name: MEI.name })).toHaveCount(0);
    await page.goto("/activity/coming-up");
    const what = `End of Admin for ${NOOR.name} in ${team}`;
    await expect(rowOf(page, "Coming up", NOOR.name)).toContainText("End of a role");
    await expect(button(page, `Run ${what} now`)).toBeVisible();

    await control.moveClock(3 * HOUR);
    expect(await roleIn(stage, NOOR.email)).toBe("admin");
    await control.moveClock(HOUR + MINUTE);
    await expect.poll(() => roleIn(stage, NOOR.email)).toBe("member");
    await openTeam(page, team);
    await expectChosen(roleOf(page, NOOR.name), "Member");
    await expect(row).not.toContainText("until");
    await page.goto("/activity");
    await expect(page.getByRole("table", { name: "Activity" })).toContainText("Began what was scheduled");
    await expect(page.getByRole("table", { name: "Activity" })).toContainText(
      `Made ${NOOR.name} an admin of ${team} for 4 hours`,
    );
  },
);

staged("an end is moved, kept, and brought about at once", async ({ stage }) => {
  const { page, control, team } = stage;
  await makeAdmin(stage, NOOR.name);
  const open = async (name: string) => {
    await button(page, `Change the end of ${name}`).click();
    return dialog(page, `Change the end of ${name}`);
  };
  const form = await open(NOOR.name);
  await form.getByRole("radio", { name: "1 hour", exact: true }).check();
  await expectNoAxeFindings(page);
  await button(form, "Change the end").click();
  await expect(toast(page, "was moved")).toBeVisible();
  await control.moveClock(HOUR + MINUTE);
  await expect.poll(() => roleIn(stage, NOOR.email)).toBe("member");

  await makeAdmin(stage, MEI.name);
  await button(await open(MEI.name), "Keep").click();
  await expect(toast(page, "keeps it without an end")).toBeVisible();
  await expect(rowOf(page, "Members", MEI.name)).not.toContainText("until");
  await control.moveClock(5 * HOUR);
  await openTeam(page, team);
  await expectChosen(roleOf(page, MEI.name), "Admin");

  await makeAdmin(stage, NOOR.name);
  await button(await open(NOOR.name), "End now").click();
  const plan = dialog(page, "Review changes");
  await expect(plan).toContainText("that end falls");
  await button(plan, "Apply 1 change").click();
  await expect.poll(() => roleIn(stage, NOOR.email)).toBe("member");
});

staged("a selection is given a role until a date", async ({ stage }) => {
  const { page, team } = stage;
  await openTeam(page, team);
  for (const { name } of [NOOR, MEI]) await page.getByRole("checkbox", { name: `Select ${name}` }).check();
  await button(page.getByRole("toolbar", { name: "Selection" }), "Change role").click();
  const form = dialog(page, "Change role");
  await choice(form, "Role").selectOption("Admin");
  await form.getByRole("radio", { name: "Date", exact: true }).check();
  const day = new Date(Date.now() + 5 * 24 * HOUR).toISOString().slice(0, 10);
  await form.getByLabel("Date", { exact: true }).and(form.locator("input[type=date]")).fill(day);
  await form.getByLabel("Time", { exact: true }).fill("18:00");
  await form.getByLabel("Time zone").fill("Europe/Berlin");
  await button(form, "Review plan").click();
  const plan = dialog(page, "Review changes");
  await expect(plan.getByRole("list", { name: "Plan" })).toContainText("18:00 (Europe/Berlin)");
  await button(plan, "Apply 2 changes").click();
  await expect.poll(() => roleIn(stage, MEI.email)).toBe("admin");
  await openTeam(page, team);
  for (const { name } of [NOOR, MEI]) await expect(rowOf(page, "Members", name)).toContainText("until");
});
