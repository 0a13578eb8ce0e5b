import { mkdirSync } from "node:fs";
import path from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { DEMO_CONNECTIONS } from "#sandbox/demo.ts";
import { BROWSER_ARGS, ensureBrowser } from "../browser.ts";
import { root } from "../child.ts";
import { lettersDrawn } from "../letters.ts";
import { AS_DEMO, everythingSynced, signIn, startServers } from "./instance.ts";

const folder = path.join(root, "docs", "screenshots");

/** Takes the README's pictures. */
export async function takeReadmePictures(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const servers = await startServers();
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: BROWSER_ARGS });
  try {
    const { url } = await servers.start(AS_DEMO);
    await shoot(browser, url, "light", 1280, ["members", "secrets", "teams"]);
    await shoot(browser, url, "dark", 1280, ["overview"]);
    await shoot(browser, url, "light", 390, ["members"]);
  } finally {
    await browser.close();
    await servers.stop();
  }
}

/** The first team of the list with a page of this kind, once it has been read from the vendor. */
async function openTeam(page: Page, name: string, part: string): Promise<void> {
  await page.goto(`/teams?q=${encodeURIComponent(name)}`);
  const link = page.getByRole("table", { name: "Teams" }).getByRole("link").first();
  const href = await link.getAttribute("href");
  await page.goto(`${href?.replace(/\/members$/, "")}/${part}`);
}

async function shoot(
  browser: Browser,
  url: string,
  scheme: "light" | "dark",
  width: number,
  names: string[],
): Promise<void> {
  const context = await browser.newContext({
    baseURL: url,
    colorScheme: scheme,
    viewport: { width, height: width < 600 ? 844 : 800 },
    deviceScaleFactor: 1.5,
    locale: "en-GB",
  });
  const page = await context.newPage();
  await signIn(page);
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
    await lettersDrawn(page);
    const suffix = width < 600 ? "phone" : scheme;
    await page.screenshot({ path: path.join(folder, `${name}-${suffix}.png`) });
    console.log(`docs/screenshots/${name}-${suffix}.png`);
  }
  await context.close();
}
