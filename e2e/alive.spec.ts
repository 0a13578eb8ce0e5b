import type { Browser, Page } from "@playwright/test";
import { as, gitbookOrganization, handbook, NOOR, OTTILIE, paperspaceTeam, unique } from "./cast.ts";
import {
  ADMIN,
  connectByForm,
  expect,
  expectNoAxeFindings,
  expectNoSidewaysScroll,
  signIn,
  type TestFixtures,
  test,
} from "./fixtures.ts";
import { alertWith, button, choice, rowOf, table } from "./steps.ts";

const account = { ROLLCALL_ADMIN_EMAIL: ADMIN.email, ROLLCALL_ADMIN_PASSWORD: ADMIN.password };
const DAY_MS = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();
const secret = (name: string, days: number) => ({
  ...{ name, value: "first", createdAt: daysAgo(days), modifiedAt: daysAgo(days) },
});

const nav = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Main" }).getByRole("link").filter({ hasText: name });

/** A page of a server with an empty store: what other tests connect is not read here. */
async function openOwn(browser: Browser, ownServer: TestFixtures["ownServer"]): Promise<Page> {
  const { url } = await ownServer(account);
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await signIn(page);
  return page;
}

test("a new organization's teams, people and counts appear while one looks, at 300 ms an answer", async ({
  browser,
  sandbox,
  tenant,
  ownServer,
}) => {
  const titles = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Iota"];
  const docs = await tenant(gitbookOrganization({ teams: titles.map((title) => handbook(title)) }));
  await sandbox.setLatency(docs.token, 300);
  // One team takes long, so that there is time to see what is said meanwhile, however slow the browser is.
  const slow = { route: "GET /orgs/:org/teams/:team/members", skip: 3, times: 1, latencyMs: 10_000 };
  await sandbox.setFaults(docs.token, [slow]);
  const page = await openOwn(browser, ownServer);
  const label = await connectByForm(page, docs);
  await nav(page, "Teams").click();
  await expect(page.getByRole("heading", { level: 1, name: "Teams" })).toBeVisible();
  const reading = page.getByText(new RegExp(`Reading ${label}, \\d of 7 teams`));
  await expect(reading).toBeVisible();
  // The name gives way, so that all of it has room in narrow windows too.
  for (const width of [390, 700, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await expect(reading).toBeInViewport({ ratio: 1 });
    await expectNoSidewaysScroll(page);
    const heading = page.getByRole("heading", { level: 1 });
    expect(await heading.evaluate((it) => it.scrollWidth <= it.clientWidth)).toBe(true);
  }
  for (const title of titles) await expect(rowOf(page, "Teams", title)).toBeVisible();
  await expect(nav(page, "Teams")).toContainText("7");
  await expect(page.getByText("7 teams", { exact: true })).toBeVisible();
  await expect(page.getByText(/^Synced /)).toBeVisible();
  await expect(nav(page, "People")).toContainText("5");
  await expect(rowOf(page, "Teams", "Iota")).toContainText("3");
  await expectNoAxeFindings(page);

  // What changes elsewhere is there after Refresh, here and in the navigation.
  await sandbox.mutate(docs.token, { op: "addTeam", team: { title: "Theta" } });
  await sandbox.clearCalls(docs.token);
  await sandbox.setFaults(docs.token, [slow]);
  await button(page, "Refresh").click();
  await button(page, "Refresh").click();
  await expect(page.getByText(/^Reading /)).toBeVisible();
  await expect(rowOf(page, "Teams", "Theta")).toBeVisible();
  await expect(nav(page, "Teams")).toContainText("8");
  await expect(page.getByText(/^Synced /)).toBeVisible();
  const asked = (await sandbox.calls(docs.token)).filter((call) => call.route === "GET /orgs/:org/teams");
  expect(asked, "the second press joined the first").toHaveLength(1);

  await nav(page, "People").click();
  await expect(table(page, "People")).toContainText(NOOR.name);
  await expect(button(page, "Refresh")).toBeVisible();
  await expect(page.getByText(/^Synced /)).toBeVisible();
  // In half a window its regions stand below each other.
  await page.setViewportSize({ width: 760, height: 800 });
  await nav(page, "Overview").click();
  const steps = page.getByRole("list", { name: "First steps" });
  await expect.poll(async () => (await steps.boundingBox())?.width ?? 0).toBeGreaterThan(500);
});

test("secrets over all teams are read by looking, and the same number of them is overdue everywhere", async ({
  browser,
  sandbox,
  tenant,
  ownServer,
}) => {
  const old = ["OLD_A", "OLD_B", "OLD_C"].map((name) => secret(name, 200));
  const compute = await tenant(paperspaceTeam({ secrets: [...old, secret("DUE", 80), secret("NEW", 2)] }));
  await sandbox.setLatency(compute.token, 300);
  const page = await openOwn(browser, ownServer);
  await connectByForm(page, compute);
  await nav(page, "Secrets").click();
  await expect(page.getByRole("heading", { level: 1, name: "Secrets" })).toBeVisible();
  await expect(rowOf(page, "Secrets", "OLD_A")).toBeVisible();
  await expect(nav(page, "Secrets")).toContainText("3 overdue");
  const main = page.getByRole("main");
  await expect(main.getByText("3 overdue", { exact: true })).toBeVisible();
  await nav(page, "Overview").click();
  await expect(main.getByRole("link", { name: "3 overdue", exact: true })).toBeVisible();
  await expect(main).toContainText("5 people in 1 team. 5 secrets, 3 overdue, 1 due.");

  // Rotated by hand: one less, wherever it is said, without a reload.
  await nav(page, "Secrets").click();
  await button(page, "Rotate OLD_A").click();
  const form = page.getByRole("dialog", { name: "Rotate OLD_A" });
  await button(form, "Generate").click();
  await button(form, "Rotate secret").click();
  await expect(main.getByText("2 overdue", { exact: true })).toBeVisible();
  await expect(nav(page, "Secrets")).toContainText("2 overdue");
  await nav(page, "Overview").click();
  await expect(main.getByRole("link", { name: "2 overdue", exact: true })).toBeVisible();

  // Made elsewhere: there after Refresh, on the page of secrets too.
  await nav(page, "Secrets").click();
  await sandbox.mutate(compute.token, { op: "putSecret", name: "ELSEWHERE", value: "x" });
  await button(page, "Refresh").click();
  await expect(rowOf(page, "Secrets", "ELSEWHERE")).toBeVisible();
});

test("what cannot be read is said by the connection's name on every page over all teams, and the rows stay", async ({
  browser,
  sandbox,
  tenant,
  ownServer,
}) => {
  const well = await tenant(gitbookOrganization());
  const ill = await tenant(paperspaceTeam({ secrets: [secret("KEPT", 1)] }));
  const page = await openOwn(browser, ownServer);
  await connectByForm(page, well);
  const label = await connectByForm(page, ill, unique("Compute"));
  await nav(page, "Secrets").click();
  await expect(rowOf(page, "Secrets", "KEPT")).toBeVisible();
  await sandbox.revokeToken(ill.token);
  await button(page, "Refresh").click();
  const words = `Could not refresh ${label}: Paperspace refused the token.`;
  await expect(alertWith(page, words)).toBeVisible();
  await expect(alertWith(page, words).getByRole("link", { name: "Replace token" })).toBeVisible();
  await expect(rowOf(page, "Secrets", "KEPT")).toBeVisible();
  await expectNoAxeFindings(page);
  for (const place of ["Teams", "People", "Overview"]) {
    await nav(page, place).click();
    await expect(page.getByRole("heading", { level: 1, name: place })).toBeVisible();
    await expect(alertWith(page, words)).toBeVisible();
  }
});

test("a batch says the same in the sidebar and on the overview, and one with failures is not finished well", async ({
  browser,
  sandbox,
  tenant,
  ownServer,
}) => {
  const crew = Array.from({ length: 12 }, (_, index) => {
    const number = String(index + 1).padStart(2, "0");
    const name = `Crew ${number}`;
    return { firstName: "Crew", lastName: number, name, email: `crew.${number}@halden.example` };
  });
  const own = await tenant(
    paperspaceTeam({ people: [as(OTTILIE, { role: "owner" }), ...crew.map((one) => as(one))] }),
  );
  const page = await openOwn(browser, ownServer);
  await connectByForm(page, own);
  await page.goto(`/people`);
  await expect(rowOf(page, "People", "Crew 12")).toBeVisible();
  // Long enough for the overview to open meanwhile, however slow the browser is.
  await sandbox.setLatency(own.token, 3_000);
  await sandbox.setFaults(own.token, [
    {
      route: "PUT /teams/:id/users/:userId",
      status: 422,
      body: JSON.stringify({ code: "BAD_REQUEST", message: "Seats are locked" }),
      times: 3,
    },
  ]);
  await page.getByRole("searchbox", { name: "Search people" }).fill("Crew");
  await expect(page.getByText(/^12 people/)).toBeVisible();
  await page.getByRole("checkbox", { name: "Select all rows" }).check();
  const bar = page.getByRole("toolbar", { name: "Selection" });
  await button(bar, "Change role").click();
  const form = page.getByRole("dialog", { name: "Change role" });
  await form.getByRole("combobox", { name: "Role" }).selectOption("Admin");
  await button(form, "Review plan").click();
  await button(page.getByRole("dialog", { name: "Review changes" }), "Apply 12 changes").click();
  await nav(page, "Overview").click();
  const name = `Change the role of 12 people in ${own.teamName}`;
  const side = page.getByRole("banner").getByRole("link", { name });
  const line = page.getByRole("main").getByRole("link", { name });
  await expect(side).toBeVisible();
  // Read in one go: they are one number, whenever one looks.
  const both = () =>
    page.evaluate((batch) => {
      const links = [...document.querySelectorAll("a")].filter((link) => link.textContent?.includes(batch));
      return links.map((link) => /\d+ of \d+/.exec((link.textContent ?? "").replace(batch, ""))?.[0]);
    }, name);
  await expect.poll(async () => (await both()).length).toBe(2);
  for (let times = 0; times < 20 && (await side.count()) > 0; times++) {
    const [one, other] = await both();
    if (other !== undefined) expect(one).toBe(other);
  }
  await expect(side).toHaveCount(0, { timeout: 40_000 });
  await expect(line).toContainText("3 failed");
  await page.goto(`/activity/batches`);
  await expect(rowOf(page, "Batches", name)).toContainText("With failures");
  await expect(rowOf(page, "Batches", name)).not.toContainText("Finished");
  await expect(rowOf(page, "Batches", name)).toContainText("12 of 12");
  // What cannot be read is not said to be none.
  await page.route("**/api/batches?*", (route) => route.abort());
  await choice(page, "Filter by state").selectOption("Running");
  await expect(page.getByRole("heading", { name: "Could not load batches" })).toBeVisible();
  await expect(page.getByText(/^0 batches$/)).toHaveCount(0);
});
