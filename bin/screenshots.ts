import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { chromium, type Page } from "@playwright/test";
import type { ConnectionRow } from "#lib/directory/connections/schema.ts";
import { DEMO_CONNECTIONS } from "#sandbox/demo.ts";
import { BROWSER_ARGS, ensureBrowser } from "./browser.ts";
import { NO_SETTINGS, root, startSandbox, startServer } from "./child.ts";

const ADMIN = { email: "demo@rollcall.example", password: "a long and unusual passphrase" };
const folder = path.join(root, "docs", "screenshots");

const dataDir = mkdtempSync(path.join(tmpdir(), "rollcall-screenshots-"));
const sandbox = await startSandbox(["--demo"]);
const server = await startServer({
  ...NO_SETTINGS,
  PAPERSPACE_API_URL: sandbox.paperspaceUrl,
  GITBOOK_API_URL: sandbox.gitbookUrl,
  ROLLCALL_DATA_DIR: dataDir,
  ROLLCALL_DEMO: "1",
  ROLLCALL_LOG_LEVEL: "warn",
  ROLLCALL_ADMIN_EMAIL: ADMIN.email,
  ROLLCALL_ADMIN_PASSWORD: ADMIN.password,
  ROLLCALL_CONNECTIONS: JSON.stringify(DEMO_CONNECTIONS),
});
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: BROWSER_ARGS });

/** The first team of the list with a page of this kind, once it has been read from the vendor. */
async function openTeam(page: Page, name: string, part: string): Promise<void> {
  await page.goto(`/teams?q=${encodeURIComponent(name)}`);
  const link = page.getByRole("table", { name: "Teams" }).getByRole("link").first();
  const href = await link.getAttribute("href");
  await page.goto(`${href?.replace(/\/members$/, "")}/${part}`);
}

/** The demo's first sync takes a moment; a picture of half a list says little. */
async function everythingSynced(page: Page): Promise<void> {
  const wanted = DEMO_CONNECTIONS.length;
  for (let attempt = 0; attempt < 120; attempt++) {
    const rows = (await (await page.request.get("/api/connections")).json()) as ConnectionRow[];
    if (rows.filter((row) => row.syncedAt && !row.syncing).length === wanted) return;
    await setTimeout(500);
  }
  throw new Error("the demo's connections were not synced in a minute");
}

async function shoot(scheme: "light" | "dark", width: number, names: string[]): Promise<void> {
  const context = await browser.newContext({
    baseURL: server.url,
    colorScheme: scheme,
    viewport: { width, height: width < 600 ? 844 : 800 },
    deviceScaleFactor: 1.5,
    locale: "en-GB",
  });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(ADMIN.email);
  await page.getByLabel("Password").fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await everythingSynced(page);
  const paperspace = DEMO_CONNECTIONS.find((each) => each.vendor === "paperspace")?.label ?? "";
  const visits: Record<string, () => Promise<unknown>> = {
    overview: () => page.goto("/"),
    teams: () => page.goto("/teams"),
    members: () => openTeam(page, paperspace, "members?sort=lastActive&dir=desc"),
    secrets: () => openTeam(page, paperspace, "secrets"),
    activity: () => page.goto("/activity"),
  };
  for (const name of names) {
    await visits[name]?.();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.evaluate(() => document.fonts.ready);
    const suffix = width < 600 ? "phone" : scheme;
    await page.screenshot({ path: path.join(folder, `${name}-${suffix}.png`) });
    console.log(`docs/screenshots/${name}-${suffix}.png`);
  }
  await context.close();
}

mkdirSync(folder, { recursive: true });
try {
  await shoot("light", 1280, ["members", "secrets", "teams"]);
  await shoot("dark", 1280, ["overview"]);
  await shoot("light", 390, ["members"]);
} finally {
  await browser.close();
  await server.stop();
  await sandbox.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
process.exit(0);
