import type { Browser, Locator, Page } from "@playwright/test";
import type { PeoplePage } from "#lib/directory/people/schema.ts";
import type { RowPage, TeamRow } from "#lib/directory/teams/schema.ts";
import { sandboxControl } from "#sandbox/client.ts";
import { DEMO_CONNECTIONS } from "#sandbox/demo.ts";
import type { SandboxControl } from "#sandbox/types.ts";
import { box, button, choice, dialog, table } from "../../e2e/steps.ts";
import type { StorageState } from "./instance.ts";
import { addUsers } from "./plot-users.ts";

/** Addresses of pages, which have another id in every run. */
export type Places = {
  /** "/teams/…" by the team's or the organization's name. */
  teams: Record<string, string>;
  /** A person who is on both vendors. */
  person: string;
  batch: string;
  /** A batch of which a part failed. */
  failedBatch: string;
  offboarding: string;
  review: string;
  /** A batch that waits for its time. */
  scheduled: string;
  /** A link of an invitation that nobody has used yet, and one to set a new password. */
  join: string;
  reset: string;
};

/** Paperspace's largest team, GitBook's small ones, and one whose key stops to work. */
export const TEAMS = {
  paperspace: "Perception training",
  other: "Sim cluster",
  small: "Grasp planning",
  gitbook: "API reference",
  organization: "Halden Docs",
  viewOnly: "Supplier portal",
  refused: "Calibration notebooks",
};
const review = (page: Page) => dialog(page, "Review changes");
const tokenOf = (label: string): string => DEMO_CONNECTIONS.find((each) => each.label === label)?.token ?? "";

/** Does by hand what fills the pages: users, a webhook, a policy, batches, an offboarding, requests, changes from outside. */
export async function actOut(
  browser: Browser,
  admin: Page,
  sandboxUrl: string,
): Promise<{ places: Places; viewer: StorageState }> {
  const sandbox = sandboxControl(sandboxUrl);
  const teams = await teamsByName(admin);
  const team = (name: string): string => teams[name] ?? "";
  const batch = await changeRoles(admin, team(TEAMS.small), 3);
  await sandbox.setFaults(tokenOf(TEAMS.paperspace), [REFUSAL]);
  const failedBatch = await changeRoles(admin, team(TEAMS.paperspace), 4);
  await sandbox.clearFaults(tokenOf(TEAMS.paperspace));
  const offboarding = await offboard(admin);
  const review = await beginReview(admin);
  await giveForATime(admin, team(TEAMS.paperspace));
  const scheduled = await scheduleRemoval(admin, team(TEAMS.small));
  await waitForSomebody(admin, team(TEAMS.other));
  await changeOutside(admin, sandbox, team(TEAMS.other));
  await addWebhook(admin);
  await addPolicy(admin);
  const { join, reset, viewer } = await addUsers(browser, admin, team(TEAMS.other));
  await keepCheckpoint(admin);
  await refuseToken(admin, sandbox);
  const people = await admin.request.get("/api/people?in=both&sort=name&limit=1");
  const person = `/people/${((await people.json()) as PeoplePage).rows[0]?.id}`;
  return {
    places: { teams, person, batch, failedBatch, offboarding, review, scheduled, join, reset },
    viewer,
  };
}

/** What the vendor says to one of the changes of a batch. */
const REFUSAL = {
  route: "PUT /teams/:id/users/:userId",
  times: 1,
  status: 403,
  body: JSON.stringify({ code: "FORBIDDEN", message: "Not on this plan" }),
};

async function teamsByName(page: Page): Promise<Record<string, string>> {
  const { rows } = (await (await page.request.get("/api/teams?limit=200")).json()) as RowPage<TeamRow>;
  await page.goto("/teams");
  const link = page.getByRole("link", { name: TEAMS.organization, exact: true }).first();
  const organization = (await link.getAttribute("href"))?.replace(/\/members$/, "") ?? "";
  return Object.fromEntries([
    ...rows.map((row) => [row.name, `/teams/${row.id}`]),
    [TEAMS.organization, organization],
  ]);
}

/** Begins a review of a small team, and answers its page once its list was read. */
async function beginReview(page: Page): Promise<string> {
  await page.goto("/reviews?do=new");
  const asked = dialog(page, "New review");
  await box(asked, "Name").fill("Quarterly review");
  await asked.getByRole("radio", { name: "Teams", exact: true }).check();
  await box(asked, "Find a team").fill(TEAMS.small);
  await asked.getByRole("checkbox", { name: TEAMS.small }).check();
  // The servers' clocks are years ahead of this browser's.
  await asked.getByLabel("Due date").fill("2032-04-28");
  await button(asked, "Begin review").click();
  await page.waitForURL(/\/reviews\/./);
  await button(page, "Close review").waitFor({ timeout: 60_000 });
  const address = here(page);
  await decide(page);
  return address;
}

/** Decides about three rows: one stays, one is removed, one gets another role. */
async function decide(page: Page): Promise<void> {
  const acts = (name: string) => page.getByRole("button", { name: new RegExp(`^${name} `) });
  await acts("Keep").nth(0).click();
  await acts("Undo decision about").nth(0).waitFor();
  await acts("Remove").nth(1).click();
  const removal = dialog(page, /^Remove /);
  await box(removal, "Reason").fill("Left the team in March");
  await button(removal, "Decide to remove").click();
  await acts("Undo decision about").nth(1).waitFor();
}

/** Two members are admins until a day, by Berlin's clocks. */
async function giveForATime(page: Page, team: string): Promise<void> {
  await page.goto(`${team}/members?role=member`);
  for (let at = 8; at < 10; at++)
    await page
      .getByRole("checkbox", { name: /^Select / })
      .nth(at)
      .check();
  await button(page.getByRole("toolbar", { name: "Selection" }), "Change role").click();
  const form = dialog(page, "Change role");
  await choice(form, "Role").selectOption("Admin");
  await form.getByRole("radio", { name: "Date", exact: true }).check();
  await fillTime(form, "2032-04-16");
  await button(form, "Review plan").click();
  await review(page).getByRole("list", { name: "Plan" }).waitFor();
  await button(review(page), "Apply 2 changes").click();
  await review(page).waitFor({ state: "hidden" });
}

/** A removal waits for tomorrow 18:00; answers the page on which it waits. */
async function scheduleRemoval(page: Page, team: string): Promise<string> {
  await page.goto(`${team}/members?role=member`);
  await page
    .getByRole("checkbox", { name: /^Select / })
    .nth(4)
    .check();
  await button(page.getByRole("toolbar", { name: "Selection" }), "Remove").click();
  await review(page).getByRole("list", { name: "Plan" }).waitFor();
  await button(review(page), "At…").click();
  await fillTime(review(page), "2032-04-15");
  await button(review(page), "Schedule 1 change").click();
  await review(page).waitFor({ state: "hidden" });
  await page.goto("/activity/coming-up");
  await table(page, "Coming up")
    .getByRole("link", { name: /^Remove/ })
    .first()
    .click();
  await page.waitForURL(/\/activity\/batches\/./);
  return here(page);
}

async function fillTime(form: Locator, date: string): Promise<void> {
  await form.locator("input[type=date]").fill(date);
  await form.getByLabel("Time", { exact: true }).fill("18:00");
  await form.getByLabel("Time zone").fill("Europe/Berlin");
}

/** The path of the page that is open. */
const here = (page: Page): string => new URL(page.url()).pathname;

/** Changes the role of so many members in one batch, and answers the batch's page. */
async function changeRoles(page: Page, team: string, count: number): Promise<string> {
  await page.goto(`${team}/members?role=member`);
  for (let at = 0; at < count; at++)
    await page
      .getByRole("checkbox", { name: /^Select / })
      .nth(at + 2)
      .check();
  await button(page.getByRole("toolbar", { name: "Selection" }), "Change role").click();
  const form = dialog(page, "Change role");
  await choice(form, "Role").selectOption("Admin");
  await button(form, "Review plan").click();
  await review(page).getByRole("list", { name: "Plan" }).waitFor();
  await button(review(page), `Apply ${count} changes`).click();
  await review(page).waitFor({ state: "hidden" });
  await page.goto("/activity/batches");
  await table(page, "Batches").getByRole("link").first().click();
  await page.waitForURL(/\/activity\/batches\/./);
  await page.getByRole("progressbar", { name: "Progress" }).waitFor();
  await button(page, "Pause").waitFor({ state: "hidden" });
  return here(page);
}

async function offboard(page: Page): Promise<string> {
  await page.goto("/people?q=robert");
  await table(page, "People").getByRole("link").first().click();
  await page.waitForURL(/\/people\/./);
  const name = (await page.getByRole("heading", { level: 1 }).textContent())?.trim();
  await button(page, "Offboard").click();
  await button(dialog(page, `Offboard ${name}`), "Review plan").click();
  await review(page).getByRole("list", { name: "Plan" }).waitFor({ timeout: 60_000 });
  await review(page)
    .getByRole("button", { name: /^Apply / })
    .click();
  await page.waitForURL(/\/activity\/offboardings\/./, { timeout: 60_000 });
  await page.getByText(/^Gone from all/).waitFor({ timeout: 60_000 });
  return here(page);
}

/** Somebody is invited by Paperspace's own console and has not come yet. */
async function waitForSomebody(page: Page, team: string): Promise<void> {
  await page.goto(`${team}/members`);
  await button(page, "Invite").click();
  const form = dialog(page, /^Invite/);
  await box(form, "Emails").fill("wilhelmina.oduya@halden.example\nteodor.brandt@halden.example");
  await button(form, "I have sent the invitations").click();
  await form.waitFor({ state: "hidden" });
}

async function changeOutside(page: Page, sandbox: SandboxControl, team: string): Promise<void> {
  const token = tokenOf(TEAMS.other);
  const members = (await sandbox.state(token)).members.filter(({ role }) => role === "member");
  const [one, two] = members.slice(20);
  if (one?.email) await sandbox.mutate(token, { op: "setRole", user: one.email, role: "admin" });
  if (two?.email) await sandbox.mutate(token, { op: "removeMember", user: two.email });
  await page.goto(`${team}/members`);
  await button(page, "Refresh").click();
  await page.getByText("202 members", { exact: true }).first().waitFor();
}

async function addWebhook(page: Page): Promise<void> {
  await page.goto("/settings/webhooks");
  await button(page, "Add webhook").click();
  const form = dialog(page, "Add webhook");
  await box(form, "URL").fill("http://127.0.0.1:9/hook");
  await box(form, "Label").fill("Ops");
  await button(form, "Add webhook").click();
  await button(dialog(page, "Signing secret"), "Done").click();
  await button(page, "Test Ops").click();
  await table(page, "Deliveries").getByRole("row").nth(1).waitFor();
}

async function addPolicy(page: Page): Promise<void> {
  await page.goto("/settings/policies");
  await button(page, "New policy").click();
  const form = dialog(page, "New policy");
  await box(form, "Names").fill("*_TOKEN");
  await form.getByRole("spinbutton").fill("90");
  await button(form, "Add policy").click();
  await form.waitFor({ state: "hidden" });
}

async function keepCheckpoint(page: Page): Promise<void> {
  await page.goto("/settings/audit");
  await button(page, "Verify log").click();
  await page
    .getByText(/^Sound/)
    .first()
    .waitFor();
  await button(page, "Make checkpoint").click();
  await table(page, "Checkpoints").getByRole("row").filter({ hasText: "Asked for" }).waitFor();
}

/** A vendor refuses the key of one connection. */
async function refuseToken(page: Page, sandbox: SandboxControl): Promise<void> {
  await sandbox.setFaults(tokenOf(TEAMS.refused), [{ route: "paperspace GET *", status: 401 }]);
  await page.goto("/settings/connections");
  await button(page, `Check ${TEAMS.refused}`).click();
  await page
    .getByText(/refuse/i)
    .first()
    .waitFor();
}
