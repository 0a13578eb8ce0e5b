import type { Locator } from "@playwright/test";
import type { SandboxControl } from "#sandbox/types.ts";
import { IVO, MEI, NOOR, PIA } from "./cast.ts";
import { STAGE_TOKEN, type Stage, staged } from "./clock-stage.ts";
import { expect, expectNoAxeFindings, openTeam } from "./fixtures.ts";
import { button, choice, dialog, memberIn, rowOf, toast } from "./steps.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** So far from now, by the clocks of UTC. */
const ahead = (ms: number) => {
  const at = new Date(Date.now() + ms).toISOString();
  return { date: at.slice(0, 10), time: at.slice(11, 16) };
};

/** The plan of a change of one person's role. */
async function review({ page, team }: Stage, name: string, role: string): Promise<Locator> {
  await openTeam(page, team);
  await page.getByRole("checkbox", { name: `Select ${name}` }).check();
  await button(page.getByRole("toolbar", { name: "Selection" }), "Change role").click();
  const form = dialog(page, "Change role");
  await choice(form, "Role").selectOption(role);
  await button(form, "Review plan").click();
  const plan = dialog(page, "Review changes");
  await expect(button(plan, "Apply 1 change")).toBeVisible();
  return plan;
}

async function fill(form: Locator, at: { date: string; time: string }, zone = "UTC"): Promise<void> {
  await form.getByLabel("Date").fill(at.date);
  await form.getByLabel("Time", { exact: true }).fill(at.time);
  await form.getByLabel("Time zone").fill(zone);
}

/** Schedules a change of one person's role, and opens its page. */
async function schedule(stage: Stage, name: string, role: string, ms: number): Promise<string> {
  const plan = await review(stage, name, role);
  await button(plan, "At…").click();
  await fill(plan, ahead(ms));
  await button(plan, "Schedule 1 change").click();
  const said = toast(stage.page, "Scheduled for");
  await expect(said).toBeVisible();
  await button(said, "Open").click();
  await expect(stage.page).toHaveURL(/\/activity\/batches\/\w+$/);
  return stage.page.url();
}

const roleIn = async (control: SandboxControl, email: string) =>
  (await memberIn(control, STAGE_TOKEN, email))?.role;

staged("a change waits for its time, is seen in Coming up, and is done then", async ({ stage }) => {
  const { page, control } = stage;
  const plan = await review(stage, NOOR.name, "Admin");
  await button(plan, "At…").click();
  const schedules = button(plan, "Schedule 1 change");
  await plan.getByLabel("Time zone").fill("Mars/Olympus");
  await schedules.click();
  await expect(plan.getByLabel("Time", { exact: true })).toHaveAccessibleDescription("Give a time");
  await expect(plan.getByLabel("Time zone")).toHaveAccessibleDescription("There is no such time zone");
  await fill(plan, ahead(-HOUR));
  await schedules.click();
  await expect(plan.getByLabel("Time", { exact: true })).toHaveAccessibleDescription("This time has passed");
  await expectNoAxeFindings(page);
  await fill(plan, ahead(2 * HOUR));
  await schedules.click();
  const said = toast(page, "Scheduled for");
  await expect(said).toContainText("(UTC)");
  await button(said, "Open").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(NOOR.name);
  await expect(page.getByText("Scheduled", { exact: true })).toBeVisible();
  await expect(page.getByRole("list", { name: "Plan" })).toContainText(NOOR.name);
  await expectNoAxeFindings(page);
  const address = page.url();

  await page.goto("/activity/coming-up");
  const row = rowOf(page, "Coming up", NOOR.name);
  await expect(row).toContainText("Scheduled");
  await expectNoAxeFindings(page);
  expect(await roleIn(control, NOOR.email)).toBe("member");
  await control.moveClock(2 * HOUR + MINUTE);
  await expect.poll(() => roleIn(control, NOOR.email)).toBe("admin");
  await expect(row).toHaveCount(0);
  await page.goto(address);
  await expect(page.getByRole("progressbar", { name: "Progress" })).toBeVisible();
  await expect(page.getByText(/^Scheduled for/)).toBeVisible();
  await expect(rowOf(page, "Changes", NOOR.name)).toContainText("Done");
});

staged("its time can be changed, it can be run at once, and cancelled", async ({ stage }) => {
  const { page, control } = stage;
  await schedule(stage, NOOR.name, "Admin", 2 * HOUR);
  await page.goto("/activity/coming-up");
  await page.getByRole("button", { name: /^Change time of .*Noor/ }).click();
  const move = dialog(page, /^Change time of/);
  await expect(move.getByLabel("Time zone")).toHaveValue("UTC");
  await fill(move, ahead(30 * HOUR));
  await button(move, "Change time").click();
  await expect(toast(page, "Scheduled for")).toBeVisible();
  const { date } = ahead(30 * HOUR);
  await expect(rowOf(page, "Coming up", NOOR.name)).toContainText(`${Number(date.slice(8))} `);

  await page.getByRole("button", { name: /^Run .*Noor.* now$/ }).click();
  const run = dialog(page, /^Run .* now\?$/);
  await expect(run.getByRole("list", { name: "Plan" })).toContainText(NOOR.name);
  await button(run, "Run now").click();
  await expect(page.getByRole("progressbar", { name: "Progress" })).toBeVisible();
  await expect.poll(() => roleIn(control, NOOR.email)).toBe("admin");

  const address = await schedule(stage, MEI.name, "Admin", 2 * HOUR);
  await page.goto("/activity/coming-up");
  await page.getByRole("button", { name: /^Cancel .*Mei/ }).click();
  await button(dialog(page, /^Cancel/), "Cancel for good").click();
  await expect(rowOf(page, "Coming up", MEI.name)).toHaveCount(0);
  await page.goto(address);
  await expect(page.getByText("Cancelled", { exact: true })).toBeVisible();
  await control.moveClock(3 * HOUR);
  await page.goto("/activity/batches");
  await expect(rowOf(page, "Batches", MEI.name)).toHaveCount(0);
  expect(await roleIn(control, MEI.email)).toBe("member");
});

staged("what has a new risk is held and says so, and is done by who accepts it", async ({ stage }) => {
  const { page, control, team } = stage;
  const address = await schedule(stage, IVO.name, "Member", 2 * HOUR);
  await control.mutate(STAGE_TOKEN, { op: "setRole", user: PIA.email, role: "member" });
  await openTeam(page, team);
  await button(page, "Refresh").click();
  await expect(choice(page, `Role of ${PIA.name}`)).toHaveValue("member");
  await page.goto(address);
  await expect(page.getByText(/^New since: /)).toBeVisible();
  await control.moveClock(2 * HOUR);
  await expect(page.getByText("Held", { exact: true })).toBeVisible();
  await expect(page.getByText(/New since it was scheduled/).first()).toBeVisible();
  expect(await roleIn(control, IVO.email)).toBe("admin");
  await expectNoAxeFindings(page);
  await page.goto("/activity/coming-up");
  await expect(rowOf(page, "Coming up", IVO.name)).toContainText("Held");
  await page.goto(address);
  await button(page, "Run now").click();
  await expect.poll(() => roleIn(control, IVO.email)).toBe("member");
});

staged("what began late says so, and what is a day late waits for a person", async ({ stage }) => {
  const { page, control } = stage;
  const address = await schedule(stage, NOOR.name, "Admin", 2 * HOUR);
  await control.moveClock(2 * HOUR + 20 * MINUTE);
  await expect.poll(() => roleIn(control, NOOR.email)).toBe("admin");
  await page.goto(address);
  await expect(page.getByText(/^Began (20|21) minutes late$/)).toBeVisible();
  const other = await schedule(stage, MEI.name, "Admin", 5 * HOUR);
  await control.moveClock(30 * HOUR);
  await page.goto(other);
  await expect(page.getByText(/more than a day ago/)).toBeVisible();
  expect(await roleIn(control, MEI.email)).toBe("member");
});

staged(
  "a removal by its own dialog, in one's own zone; in a calendar; and gone with its connection",
  async ({ stage }) => {
    const { page, team } = stage;
    await page.goto("/settings/profile");
    const zone = page.getByLabel("Time zone");
    await zone.fill("Mars/Olympus");
    await button(page, "Save time zone").click();
    await expect(zone).toHaveAccessibleDescription("There is no such time zone");
    await zone.fill("Asia/Tokyo");
    await button(page, "Save time zone").click();
    await expect(toast(page, "Your time zone is saved")).toBeVisible();

    await openTeam(page, team);
    await button(page, `Remove ${MEI.name}`).click();
    const removal = dialog(page, `Remove ${MEI.name}?`);
    await button(removal, "At…").click();
    await expect(removal.getByLabel("Time zone")).toHaveValue("Asia/Tokyo");
    await expectNoAxeFindings(page);
    await fill(removal, ahead(20 * HOUR), "Asia/Tokyo");
    await button(removal, "Schedule 1 change").click();
    await expect(toast(page, "Scheduled for")).toContainText("(Asia/Tokyo)");
    await expect(rowOf(page, "Members", MEI.name)).toBeVisible();

    await page.goto("/activity/batches");
    await expect(rowOf(page, "Batches", MEI.name)).toContainText("Scheduled");
    await page.goto("/");
    await page.getByRole("link", { name: new RegExp(`Remove ${MEI.name}`) }).click();
    await expect(page.getByRole("list", { name: "Plan" })).toContainText(MEI.name);

    await page.goto("/activity/coming-up");
    await button(page, "Calendar").click();
    const calendar = dialog(page, "Calendar");
    await expectNoAxeFindings(page);
    await button(calendar, "Make address").click();
    const address = await calendar.getByLabel("Calendar address").inputValue();
    await button(calendar, "Close").last().click();
    const path = new URL(address).pathname;
    const stranger = await page
      .context()
      .browser()
      ?.newContext({ baseURL: new URL(page.url()).origin });
    const feed = await stranger?.request.get(path);
    expect(feed?.headers()["content-type"]).toContain("text/calendar");
    const text = (await feed?.text()) ?? "";
    expect(text).toContain("SUMMARY:Scheduled changes");
    expect(text).not.toContain("Mei");
    expect((await stranger?.request.get(`${path.slice(0, -8)}none.ics`))?.status()).toBe(404);
    await stranger?.close();

    await page.goto("/settings/connections");
    await button(page, `Delete ${team}`).click();
    const deletion = dialog(page, `Delete ${team}?`);
    await expect(deletion.getByRole("list", { name: "Falls with it" })).toContainText(MEI.name);
    await button(deletion, "Delete connection").click();
    await expect(deletion).toBeHidden();
    await page.goto("/activity/coming-up");
    await expect(page.getByText("Nothing comes up")).toBeVisible();
  },
);
