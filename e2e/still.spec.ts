import type { Page } from "@playwright/test";
import { as, gitbookOrganization, handbook, IVO, MEI, NOOR, OTTILIE, paperspaceTeam } from "./cast.ts";
import { ADMIN, connect, expect, openOrganization, openTeam, signIn, test } from "./fixtures.ts";
import { button, choice, columnTexts, dialog, rowOf, table } from "./steps.ts";

type Shifts = { sum: number; what: string[] };

/** How much of the page moved by itself since it was opened, and what. */
const shifts = (page: Page): Promise<Shifts> =>
  page.evaluate(() => (window as unknown as { shifts: Shifts }).shifts);

test("nothing moves by itself on the lists, at any width, from the first visit on", async ({
  browser,
  ownServer,
  tenant,
}) => {
  // A server of its own: what other tests' vendors refuse is told on every page of the common one.
  const server = await ownServer({
    ROLLCALL_ADMIN_EMAIL: ADMIN.email,
    ROLLCALL_ADMIN_PASSWORD: ADMIN.password,
  });
  const context = await browser.newContext({ baseURL: server.url });
  const admin = await context.newPage();
  await signIn(admin);
  const own = await tenant(paperspaceTeam());
  const docs = await tenant(gitbookOrganization());
  await connect(admin, own);
  await connect(admin, docs);
  await openTeam(admin, own.teamName);
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  const members = new URL(admin.url()).pathname;
  await admin.addInitScript(() => {
    const found: Shifts = { sum: 0, what: [] };
    Object.assign(window, { shifts: found });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
        sources?: { node?: Node }[];
      })[]) {
        if (entry.hadRecentInput) continue;
        found.sum += entry.value;
        for (const { node } of entry.sources ?? [])
          found.what.push(
            `${entry.value.toFixed(4)} ${node instanceof Element ? node.outerHTML.slice(0, 120) : node?.textContent}`,
          );
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  for (const width of [390, 1280, 1920])
    for (const [address, name] of [
      ["/people", "People"],
      ["/people?role=managing&inactive=90", "People"],
      ["/teams", "Teams"],
      [members, "Members"],
      ["/secrets", "Secrets"],
      ["/activity", "Activity"],
    ] as const) {
      await admin.setViewportSize({ width, height: 900 });
      await admin.goto(address);
      await expect(table(admin, name)).toBeAttached();
      await admin.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 2_000 })));
      const { sum, what } = await shifts(admin);
      expect(sum, `${address} at ${width} px: ${what.join("\n")}`).toBeLessThanOrEqual(0.01);
    }
  await context.close();
});

test("a selection: all rows, some, those that the filter hides, Escape, and a role that is not chosen yet", async ({
  admin,
  tenant,
}) => {
  const own = await tenant(
    paperspaceTeam({
      people: [as(OTTILIE, { role: "owner" }), as(IVO, { role: "admin" }), as(NOOR), as(MEI)],
    }),
  );
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  const all = admin.getByRole("checkbox", { name: "Select all rows" });
  const bar = admin.getByRole("toolbar", { name: "Selection" });
  await admin.getByRole("checkbox", { name: `Select ${NOOR.name}` }).check();
  await expect(all).toHaveJSProperty("indeterminate", true);
  await all.check();
  await expect(bar).toContainText("4 selected");
  await expect(all).toHaveJSProperty("indeterminate", false);
  await choice(admin, "Filter by role").selectOption("Member");
  await expect(bar).toContainText("4 selected, 2 not in this list");

  await button(bar, "Change role").click();
  const form = dialog(admin, "Change role");
  await button(form, "Review plan").click();
  await expect(choice(form, "Role")).toHaveAccessibleDescription("Choose a role");
  await expect(dialog(admin, "Review changes")).toHaveCount(0);
  // Escape is the dialog's first; the selection stays.
  await admin.keyboard.press("Escape");
  await expect(form).toHaveCount(0);
  await expect(bar).toContainText("4 selected");
  await admin.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);

  await admin.getByRole("checkbox", { name: `Select ${MEI.name}` }).check();
  await admin.goto("/teams");
  await admin.goBack();
  await expect(rowOf(admin, "Members", MEI.name)).toBeVisible();
  await expect(admin.getByRole("checkbox", { name: `Select ${MEI.name}` })).not.toBeChecked();
});

test("an organization's people by their role in it; a filter that fails does not show the rows of before", async ({
  admin,
  tenant,
}) => {
  const docs = await tenant(gitbookOrganization({ teams: [handbook()] }));
  await connect(admin, docs);
  await openTeam(admin, docs.teamName);
  await openOrganization(admin, docs.organizationTitle);
  await expect(rowOf(admin, "Members", OTTILIE.name)).toBeVisible();
  const names = () => columnTexts(admin, "Members", "Name");
  await table(admin, "Members").getByRole("button", { name: "Role", exact: true }).click();
  await expect(admin).toHaveURL(/sort=orgRole/);
  await expect.poll(async () => (await names()).at(0)).toContain("Ottilie");
  await choice(admin, "Filter by role").selectOption("Admin");
  await expect.poll(async () => (await names()).length).toBe(2);
  await choice(admin, "Filter by role").selectOption("Edit");
  await expect.poll(async () => (await names()).join()).toContain(IVO.name);

  await admin.route("**/api/teams/*/members?*", (route) => route.abort());
  await choice(admin, "Filter by role").selectOption("Read");
  await expect(admin.getByRole("heading", { name: "Could not load members" })).toBeVisible();
  await expect(rowOf(admin, "Members", IVO.name)).toHaveCount(0);
  await admin.unroute("**/api/teams/*/members?*");
  await button(admin, "Try again").last().click();
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
});
