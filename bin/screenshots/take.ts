import { mkdirSync } from "node:fs";
import path from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import { BROWSER_ARGS, ensureBrowser } from "../browser.ts";
import { START_MS } from "./instance.ts";
import { heightOf, LOOKS, type Look, WIDTHS } from "./looks.ts";
import type { Shot } from "./shot.ts";
import { SHOTS } from "./shots.ts";
import { type Staged, setTheStage, type Who } from "./stage.ts";
import { hideWhatChanges, STILL_LIFE, watch } from "./steady.ts";

export type Wanted = { folder: string; only?: RegExp; look?: RegExp };

type Camera = { page: Page; isQuiet: () => Promise<void> };

/** Photographs every shot in every look into `folder`, as `<look>/<shot>.png`. Resolves to the names that failed. */
export async function takeAll(wanted: Wanted): Promise<string[]> {
  const startedMs = performance.now();
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: BROWSER_ARGS });
  try {
    const staged = await setTheStage(browser);
    console.log(`The stage is set after ${Math.round((performance.now() - startedMs) / 1000)} s`);
    try {
      return await takeStaged(browser, staged, wanted);
    } finally {
      await staged.stop();
    }
  } finally {
    await browser.close();
  }
}

export async function takeStaged(
  browser: Browser,
  staged: Staged,
  { folder, only, look }: Wanted,
): Promise<string[]> {
  const startedMs = performance.now();
  const looks = LOOKS.filter(({ name }) => !look || look.test(name));
  const shots = SHOTS.filter(({ name }) => !only || only.test(name));
  if (looks.length === 0 || shots.length === 0) throw new Error("no shot has this name, or no look has");
  for (const { name } of looks) mkdirSync(path.join(folder, name), { recursive: true });
  // Pages first: a dialog may leave a line in the log, such as that a token was refused.
  const parts = [shots.filter(({ open }) => !open), shots.filter(({ open }) => open)];
  const failed: string[] = [];
  for (const part of parts) {
    const runs = WIDTHS.map((width) => {
      const own = looks.filter((each) => each.width === width);
      return own.length === 0 ? [] : takeWidth(browser, staged, width, own, part, folder);
    });
    failed.push(...(await Promise.all(runs)).flat());
  }
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  console.log(`Took ${shots.length} shots in ${looks.length} looks in ${seconds} s: ${folder}`);
  return failed;
}

async function takeWidth(
  browser: Browser,
  staged: Staged,
  width: number,
  looks: readonly Look[],
  shots: readonly Shot[],
  folder: string,
): Promise<string[]> {
  const failed: string[] = [];
  const cameras = new Map<Who, Camera>();
  const contexts: BrowserContext[] = [];
  const cameraOf = async (who: Who): Promise<Camera> => {
    const known = cameras.get(who);
    if (known) return known;
    const { url, state } = staged.people[who];
    const context = await browser.newContext({
      baseURL: url,
      viewport: { width, height: heightOf(width, true) },
      hasTouch: width < 600,
      ...(state ? { storageState: state } : {}),
      ...{ locale: "en-GB", timezoneId: "Europe/London", reducedMotion: "reduce" },
      permissions: ["clipboard-read", "clipboard-write"],
    });
    contexts.push(context);
    await context.addInitScript(STILL_LIFE);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.clock.setFixedTime(START_MS + 5_000);
    const made = { page, isQuiet: watch(page) };
    cameras.set(who, made);
    return made;
  };
  for (const shot of shots) {
    if (shot.widths && !shot.widths.includes(width)) continue;
    const camera = await cameraOf(shot.as ?? "admin");
    try {
      await take(camera, staged, width, looks, shot, folder);
    } catch (error) {
      failed.push(`${width} ${shot.name}`);
      console.error(`${width} ${shot.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    await camera.page.unrouteAll({ behavior: "ignoreErrors" });
    await camera.page.evaluate(() => localStorage.clear()).catch(() => undefined);
  }
  for (const context of contexts) await context.close();
  return failed;
}

async function take(
  { page, isQuiet }: Camera,
  staged: Staged,
  width: number,
  looks: readonly Look[],
  shot: Shot,
  folder: string,
): Promise<void> {
  await page.setViewportSize({ width, height: heightOf(width, !shot.open) });
  await page.emulateMedia({ colorScheme: looks[0]?.scheme ?? "light" });
  await page.mouse.move(0, 0);
  await page.goto(typeof shot.at === "string" ? shot.at : shot.at(staged.places));
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await isQuiet();
  await shot.open?.(page, staged.places);
  await isQuiet();
  for (const look of looks) {
    await page.emulateMedia({ colorScheme: look.scheme });
    await hideWhatChanges(page);
    await page.screenshot({
      path: path.join(folder, look.name, `${shot.name}.png`),
      animations: "disabled",
      ...(shot.mask ? { mask: shot.mask(page) } : {}),
    });
  }
}
