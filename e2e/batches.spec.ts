import type { Page } from "@playwright/test";
import type { SandboxControl } from "#sandbox/types.ts";
import { as, gitbookOrganization, handbook, OTTILIE, paperspaceTeam, unique } from "./cast.ts";
import { connect, expect, expectNoAxeFindings, openOrganization, openTeam, test } from "./fixtures.ts";
import { alertWith, button, choice, dialog, rowOf, table, toast } from "./steps.ts";

const ROLE = "PUT /teams/:id/users/:userId";
const REMOVE = "DELETE /teams/:id/users/:userId";

/** Somebody of many, with a number in the name. */
const someone = (index: number) => {
  const number = String(index).padStart(3, "0");
  return {
    firstName: "Crew",
    lastName: number,
    name: `Crew ${number}`,
    email: `crew.${number}@halden.example`,
  };
};
const crew = (size: number) => Array.from({ length: size }, (_, index) => someone(index + 1));

/** A Paperspace team: Ottilie owns it, and so many members. */
const bigTeam = (size: number) =>
  paperspaceTeam({
    people: [as(OTTILIE, { role: "owner" }), ...crew(size).map((one) => as(one))],
  });

const bar = (page: Page) => page.getByRole("toolbar", { name: "Selection" });
const box = (page: Page, name: string) => page.getByRole("checkbox", { name: `Select ${name}`, exact: true });
const review = (page: Page) => dialog(page, "Review changes");
const planLines = (page: Page) => review(page).getByRole("list", { name: "Plan" }).getByRole("listitem");
const progress = (page: Page) => page.getByRole("progressbar", { name: "Progress" });

async function onlyCrew(page: Page, total: number): Promise<void> {
  await page.getByRole("searchbox", { name: "Search members" }).fill("Crew");
  await expect(page.getByText(`${total} members`)).toBeVisible();
}

async function chooseRole(page: Page, role: string): Promise<void> {
  await button(bar(page), "Change role").click();
  const form = dialog(page, "Change role");
  await choice(form, "Role").selectOption(role);
  await button(form, "Review plan").click();
  await expect(review(page)).toBeVisible();
}

const admins = async (sandbox: SandboxControl, token: string) =>
  (await sandbox.state(token)).members.filter((member) => member.role === "admin").length;
const writes = async (sandbox: SandboxControl, token: string) => (await sandbox.state(token)).writes.length;

test("twenty are chosen with shift, their plan reviewed and applied, and undone as a plan of its own", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(bigTeam(30));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await onlyCrew(admin, 30);
  await box(admin, "Crew 001").check();
  await box(admin, "Crew 020").click({ modifiers: ["Shift"] });
  await expect(bar(admin)).toContainText("20 selected");
  await chooseRole(admin, "Admin");
  await expect(planLines(admin)).toHaveCount(20);
  await expect(planLines(admin).first()).toContainText("Make Crew 001 an admin");
  await expect(planLines(admin).first()).toContainText("Member");
  await expect(review(admin)).toContainText("20 calls, about");
  await expectNoAxeFindings(admin);
  expect(await writes(sandbox, own.token)).toBe(0);
  await button(review(admin), "Apply 20 changes").click();
  await expect(admin.getByRole("heading", { level: 1 })).toHaveText(
    `Change the role of 20 people in ${own.teamName}`,
  );
  await expect(progress(admin)).toHaveAttribute("aria-valuenow", "20");
  await expect(admin.getByText("20 of 20")).toBeVisible();
  await expect(rowOf(admin, "Changes", "Crew 007")).toContainText("Done");
  expect(await admins(sandbox, own.token)).toBe(20);
  await expectNoAxeFindings(admin);

  await button(admin, "Undo").click();
  await expect(planLines(admin)).toHaveCount(20);
  await button(review(admin), "Apply 20 changes").click();
  await expect(admin.getByRole("heading", { level: 1 })).toContainText("Undo: ");
  await expect(progress(admin)).toHaveAttribute("aria-valuenow", "20");
  await expect.poll(() => admins(sandbox, own.token)).toBe(0);
  // Undone once: a second time there is nothing left to take back.
  // The sidebar may still show the undo, whose name holds this one.
  const undone = { name: `Change the role of 20 people in ${own.teamName}`, exact: true };
  await admin.getByRole("link", undone).click();
  await expect(admin.getByText("Taken back by")).toBeVisible();
  await button(admin, "Undo").click();
  await expect(review(admin)).toContainText("It was undone already");
  await expect(review(admin).getByRole("button", { name: /^Apply/ })).toHaveCount(0);
});

test("a batch is paused, goes on, and is cancelled", async ({ admin, sandbox, tenant }) => {
  const own = await tenant(bigTeam(60));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await onlyCrew(admin, 60);
  await sandbox.setLatency(own.token, 700);
  await box(admin, "Crew 001").check();
  await button(bar(admin), "Select all 60").click();
  await chooseRole(admin, "Admin");
  await button(review(admin), "Apply 60 changes").click();
  await button(admin, "Pause").click();
  await expect(button(admin, "Resume")).toBeVisible();
  await expect(admin.getByText("paused", { exact: true })).toBeVisible();
  const done = await writes(sandbox, own.token);
  expect(done).toBeLessThan(60);
  await expect(progress(admin)).toHaveAttribute("aria-valuenow", String(done));
  // Slow from here on: there must be something left to cancel, however slow the browser is.
  await sandbox.setLatency(own.token, 3_000);
  await button(admin, "Resume").click();
  await expect(button(admin, "Pause")).toBeVisible();
  await expect.poll(() => writes(sandbox, own.token)).toBeGreaterThan(done);
  // Found again from anywhere: the sidebar says how far it is.
  await admin.getByRole("link", { name: "Overview", exact: true }).click();
  await admin
    .getByRole("banner")
    .getByRole("link", { name: / of 60$/ })
    .click();
  await button(admin, "Cancel").click();
  await sandbox.setLatency(own.token, 0);
  await expect(admin.getByText("cancelled", { exact: true }).first()).toBeVisible();
  await expect(progress(admin)).toHaveAttribute("aria-valuenow", "60");
  const ended = await writes(sandbox, own.token);
  expect(ended).toBeLessThan(60);
  await expect(admin.getByText(`${60 - ended} cancelled`)).toBeVisible();
  await expect(button(admin, "Pause")).toHaveCount(0);
  await admin.getByRole("combobox", { name: "Outcome" }).selectOption("Cancelled");
  await expect(table(admin, "Changes").getByRole("cell", { name: "Cancelled" }).first()).toBeVisible();
  await expect(table(admin, "Changes").getByRole("cell", { name: "Done" })).toHaveCount(0);
});

test("what failed is tried again, and only that; the receipt says how all ended", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(bigTeam(8));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await onlyCrew(admin, 8);
  await sandbox.setFaults(own.token, [
    {
      route: ROLE,
      status: 422,
      body: JSON.stringify({ code: "BAD_REQUEST", message: "Seats are locked" }),
      times: 3,
    },
  ]);
  await admin.getByRole("checkbox", { name: "Select all rows" }).check();
  await expect(bar(admin)).toContainText("8 selected");
  await chooseRole(admin, "Admin");
  await button(review(admin), "Apply 8 changes").click();
  await expect(progress(admin)).toHaveAttribute("aria-valuenow", "8");
  await expect(admin.getByText("3 failed")).toBeVisible();
  await expect(table(admin, "Changes").getByRole("row").nth(1)).toContainText("Seats are locked");
  await sandbox.clearFaults(own.token);
  await button(admin, "Retry failed").click();
  await expect(toast(admin, "3 changes are tried again")).toBeVisible();
  await expect(admin.getByText("8 done")).toBeVisible();
  await expect(button(admin, "Retry failed")).toHaveCount(0);
  expect(await admins(sandbox, own.token)).toBe(8);
  const sent = (await sandbox.calls(own.token)).filter((call) => call.route === ROLE);
  expect(sent).toHaveLength(11);

  const link = admin.getByRole("link", { name: "Receipt", exact: true });
  const csv = await (await admin.request.get((await link.getAttribute("href")) ?? "")).text();
  expect(csv.trim().split("\r\n")).toHaveLength(9);
  expect(csv).toContain("crew.003@halden.example");
  const json = await admin.request.get(
    (await admin.getByRole("link", { name: "JSON" }).getAttribute("href")) ?? "",
  );
  expect(await json.json()).toMatchObject({ size: 8, counts: { done: 8 }, state: "finished" });

  const name = `Change the role of 8 people in ${own.teamName}`;
  await admin.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Batches" }).click();
  await expect(admin.getByRole("heading", { level: 1, name: "Batches" })).toBeVisible();
  await expect(rowOf(admin, "Batches", name)).toContainText("8 of 8");
  await expectNoAxeFindings(admin);
  await rowOf(admin, "Batches", name).getByRole("link").first().click();
  await expect(admin.getByRole("heading", { level: 1, name })).toBeVisible();
});

test("thirty that cannot come back are removed only once their number is typed", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(bigTeam(30));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await onlyCrew(admin, 30);
  await box(admin, "Crew 004").check();
  await button(bar(admin), "Select all 30").click();
  await button(bar(admin), "Remove").click();
  await expect(planLines(admin)).toHaveCount(30);
  const apply = button(review(admin), "Apply 30 changes");
  await apply.click();
  const typed = review(admin).getByRole("textbox", { name: "Type 30 to confirm" });
  await expect(typed).toHaveAttribute("aria-invalid", "true");
  await typed.fill("29");
  await apply.click();
  await expect(review(admin)).toContainText("This is not 30");
  expect(await writes(sandbox, own.token)).toBe(0);
  await typed.fill("30");
  await apply.dblclick();
  await expect(progress(admin)).toHaveAttribute("aria-valuenow", "30");
  // A double press is one batch.
  const calls = (await sandbox.calls(own.token)).filter((call) => call.route === REMOVE);
  expect(calls).toHaveLength(30);
  expect((await sandbox.state(own.token)).members.map((member) => member.email)).toEqual([OTTILIE.email]);
  await button(admin, "Undo").click();
  await expect(review(admin)).toContainText("Only Paperspace's console can invite again");
  await expect(review(admin)).toContainText("No changes · 30 stay");
});

test("somebody who cannot be changed is shown and left out; a plan that changed is shown again", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(bigTeam(3));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(rowOf(admin, "Members", OTTILIE.name)).toBeVisible();
  await admin.getByRole("checkbox", { name: "Select all rows" }).check();
  await chooseRole(admin, "Admin");
  const left = planLines(admin).filter({ hasText: OTTILIE.name });
  await expect(left).toContainText("Left out");
  await expect(left).toContainText("Paperspace does not let anybody change the role of an owner");
  await expect(button(review(admin), "Apply 3 changes")).toBeVisible();
  // Another admin of Rollcall is quicker with one of them.
  const other = await admin.context().newPage();
  await other.goto(admin.url());
  await other.getByRole("combobox", { name: "Role of Crew 002", exact: true }).selectOption("Admin");
  await expect(toast(other, `Crew 002 is now an admin of ${own.teamName}`)).toBeVisible();
  await other.close();
  await button(review(admin), "Apply 3 changes").click();
  await expect(review(admin)).toContainText("Something has changed since");
  await expect(planLines(admin).filter({ hasText: "Crew 002" })).toContainText("Skipped");
  expect(await writes(sandbox, own.token)).toBe(1);
  await button(review(admin), "Apply 2 changes").click();
  await expect.poll(() => admins(sandbox, own.token)).toBe(3);
  expect(await writes(sandbox, own.token)).toBe(3);
});

test("the keyboard chooses: Space, and Shift with the arrows", async ({ admin, tenant }) => {
  const own = await tenant(bigTeam(6));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await onlyCrew(admin, 6);
  await rowOf(admin, "Members", "Crew 001").focus();
  await admin.keyboard.press("Space");
  await expect(bar(admin)).toContainText("1 selected");
  await admin.keyboard.press("Shift+ArrowDown");
  await admin.keyboard.press("Shift+ArrowDown");
  await expect(bar(admin)).toContainText("3 selected");
  await expect(box(admin, "Crew 003")).toBeChecked();
  await button(bar(admin), "Clear").click();
  await expect(bar(admin)).toHaveCount(0);
});

test("GitBook: many are added to a team and removed from it in one call each", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const people = crew(12);
  const title = unique("Field notes");
  const own = await tenant(
    gitbookOrganization({
      people: [as(OTTILIE, { orgRole: "admin" }), ...people.map((one) => as(one, { orgRole: "read" }))],
      teams: [handbook(title, { members: [OTTILIE.email], owners: [] })],
    }),
  );
  await connect(admin, own);
  await openOrganization(admin, own.organizationTitle);
  await onlyCrew(admin, 12);
  await box(admin, "Crew 001").check();
  await button(bar(admin), "Select all 12").click();
  await button(bar(admin), "Add to team").click();
  const form = dialog(admin, "Add to team");
  await button(form, "Review plan").click();
  await expect(form).toContainText("Choose at least one team");
  await form.getByRole("textbox", { name: "Find a team" }).fill(title);
  await form.getByRole("checkbox", { name: title }).check();
  await button(form, "Review plan").click();
  await expect(planLines(admin)).toHaveCount(12);
  await expect(review(admin)).toContainText("2 calls, about");
  await button(review(admin), "Apply 12 changes").click();
  await expect(progress(admin)).toHaveAttribute("aria-valuenow", "12");
  const inTeam = async () =>
    (await sandbox.state(own.token)).teams.find((team) => team.id === own.teamId)?.members.length;
  expect(await inTeam()).toBe(13);
  const BULK = "PUT /orgs/:org/teams/:team/members";
  const bulk = async () => (await sandbox.calls(own.token)).filter((call) => call.route === BULK).length;
  expect(await bulk()).toBe(1);

  await openTeam(admin, title);
  await onlyCrew(admin, 12);
  // The answer is lost on its way: who is gone is read back.
  await sandbox.setFaults(own.token, [{ route: BULK, times: 1, drop: "after" }]);
  await box(admin, "Crew 001").check();
  await button(bar(admin), "Select all 12").click();
  await button(bar(admin), "Remove").click();
  await button(review(admin), "Apply 12 changes").click();
  await expect(progress(admin)).toHaveAttribute("aria-valuenow", "12");
  await expect(admin.getByText("12 done")).toBeVisible();
  expect(await inTeam()).toBe(1);
  expect(await bulk()).toBe(2);
});

test("the last admin is warned of in a plan of several", async ({ admin, sandbox, tenant }) => {
  const own = await tenant(
    paperspaceTeam({
      people: [
        as(OTTILIE, { role: "owner" }),
        as(someone(1), { role: "admin" }),
        as(someone(2), { role: "admin" }),
        as(someone(3)),
      ],
    }),
  );
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await onlyCrew(admin, 3);
  await box(admin, "Crew 001").check();
  await button(bar(admin), "Select all 3").click();
  await chooseRole(admin, "Member");
  await expect(planLines(admin).filter({ hasText: "last confirmed admin" })).toHaveCount(1);
  await expect(planLines(admin).filter({ hasText: "Crew 003" })).toContainText("Skipped");
  await button(review(admin), "Back").click();
  await expect(alertWith(admin, /./)).toHaveCount(0);
  expect(await writes(sandbox, own.token)).toBe(0);
});
