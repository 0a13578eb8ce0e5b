import type { BrowserContext, Page } from "@playwright/test";
import { lettersDrawn } from "../bin/letters.ts";
import { gitbookOrganization, paperspaceTeam } from "./cast.ts";
import { codeOf } from "./codes.ts";
import { ADMIN, connect, expect, signIn, test } from "./fixtures.ts";
import { newAccount } from "./people-of-rollcall.ts";
import { box, button } from "./steps.ts";
import { furnish, PAGES, pagesOfApp } from "./still-pages.ts";

type Shifts = { sum: number; moved: string[] };

/** Begins to note what moves by itself, in the page. */
function watchShifts(): void {
  const found: Shifts = { sum: 0, moved: [] };
  Object.assign(window, { shifts: found });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
      sources?: { node?: Node; previousRect: DOMRect; currentRect: DOMRect }[];
    })[]) {
      if (entry.hadRecentInput) continue;
      found.sum += entry.value;
      for (const { node, previousRect, currentRect } of entry.sources ?? []) {
        const [from, to] = [previousRect, currentRect].map(
          ({ x, y, width, height }) => `${x} ${y} ${width}x${height}`,
        );
        const what = node instanceof Element ? node.outerHTML.slice(0, 120) : node?.textContent;
        found.moved.push(`${entry.value.toFixed(4)} ${from} -> ${to} ${what}`);
      }
    }
  }).observe({ type: "layout-shift", buffered: true });
}

/** How much of the page moved by itself since it was opened, and what, once it has nothing left to do. */
async function shifts(page: Page): Promise<Shifts> {
  await lettersDrawn(page);
  return page.evaluate(async () => {
    while ("rollcallEarly" in window) await new Promise(requestAnimationFrame);
    for (let rounds = 0; rounds < 3; rounds++)
      await new Promise((resolve) =>
        requestIdleCallback(() => requestAnimationFrame(resolve), { timeout: 2_000 }),
      );
    return (window as unknown as { shifts: Shifts }).shifts;
  });
}

const WIDTHS = [390, 1280, 1920];
const STILL = 0.01;
const SECRETS = Array.from({ length: 12 }, (_, at) => ({
  name: `SERVICE_${at}_TOKEN`,
  createdAt: `2026-0${1 + (at % 9)}-03T09:00:00.000Z`,
  inUse: at % 3 === 0,
}));

/** A page of this browser at this width that notes what moves. */
async function watched(where: BrowserContext, width: number): Promise<Page> {
  const page = await where.newPage();
  await page.setViewportSize({ width, height: 900 });
  await page.addInitScript(watchShifts);
  return page;
}

/** What moves does so each time. What a busy machine drew by halves once does not: a page that moved is looked at again. */
async function expectStill(page: Page, what = new URL(page.url()).pathname): Promise<void> {
  let { sum, moved } = await shifts(page);
  for (let again = 0; sum > STILL && again < 2; again++) {
    await page.reload();
    ({ sum, moved } = await shifts(page));
  }
  const width = page.viewportSize()?.width;
  expect.soft(sum, `${what} at ${width} px: ${moved.join("\n")}`).toBeLessThanOrEqual(STILL);
}

test("nothing moves by itself on any page, at any width, from the first visit on", async ({
  browser,
  ownServer,
  sandbox,
  tenant,
}) => {
  // A hundred pages on a machine that does other things too.
  test.setTimeout(300_000);
  expect(Object.keys(PAGES).sort(), "pages of app/, each with its line in still-pages.ts").toEqual(
    pagesOfApp(),
  );
  // A server of its own: what other tests' vendors refuse is told on every page of the common one.
  const server = await ownServer({
    ROLLCALL_ADMIN_EMAIL: ADMIN.email,
    ROLLCALL_ADMIN_PASSWORD: ADMIN.password,
    ROLLCALL_WEBHOOK_ALLOW: "127.0.0.1",
  });
  const inside = await browser.newContext({ baseURL: server.url });
  const outside = await browser.newContext({ baseURL: server.url });
  const admin = await inside.newPage();
  await signIn(admin);
  const compute = await tenant(paperspaceTeam({ secrets: SECRETS }, { members: 40 }));
  const docs = await tenant(gitbookOrganization({}, { orgMembers: 20 }));
  await connect(admin, compute);
  await connect(admin, docs);
  const places = await furnish(admin, sandbox, compute, docs);
  // Three at a time: while one waits for its answer, another draws.
  await Promise.all(
    WIDTHS.map(async (width) => {
      const eyes = { admin: await watched(inside, width), nobody: await watched(outside, width) };
      for (const sight of Object.values(PAGES).flat()) {
        if (sight.as === "newcomer") continue;
        await eyes[sight.as].goto(sight.at(places));
        await expectStill(eyes[sight.as], sight.at(places));
      }
    }),
  );

  await test.step("letters that come late take the room of those before", async () => {
    await inside.route("**/*.woff2", async (route) => {
      await admin.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400)));
      await route.continue();
    });
    const page = await watched(inside, 390);
    await page.goto("/");
    await expectStill(page, "/ with late letters");
    await inside.unroute("**/*.woff2");
  });

  await inside.close();
  await outside.close();
});

test("nothing moves on the way through a first start and a second step", async ({ browser, ownServer }) => {
  const server = await ownServer({ ROLLCALL_TWO_FACTOR_ROLES: "admin" });
  const context = await browser.newContext({ baseURL: server.url });
  const pages = await Promise.all(WIDTHS.map((width) => watched(context, width)));
  const [page] = pages;
  if (!page) throw new Error("no page");
  const look = async (address: string) => {
    for (const one of pages) {
      await one.goto(address);
      await expect(one).toHaveURL(server.url + address);
      await expectStill(one);
    }
  };
  await look("/setup");
  const account = newAccount();
  await box(page, "Setup code").fill(/setup code: (\S+)/.exec(server.output())?.[1] ?? "");
  await box(page, "Name").fill(account.name);
  await box(page, "Email").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await button(page, "Create admin").click();
  await expect(page).toHaveURL(/two-factor/);
  await look("/two-factor");
  await button(page, "Set up two-factor").click();
  await box(page, "Code").fill(codeOf(await box(page, "Or type this key").inputValue()));
  await button(page, "Turn on").click();
  await expect(page.getByRole("link", { name: "Continue" })).toBeVisible();
  await context.clearCookies();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await button(page, "Sign in").click();
  await expect(page.getByRole("heading", { level: 1, name: "Two-factor" })).toBeVisible();
  await look("/sign-in/code");
  await context.close();
});
