import { setTimeout } from "node:timers/promises";
import type { Browser, BrowserContextOptions, CDPSession, Page } from "@playwright/test";
import { A_SCREEN, type Marks, watch } from "./watch.ts";

/** A page of members to look at: where it is, and how somebody comes into it. */
export type Place = { url: string; storageState?: NonNullable<BrowserContextOptions["storageState"]> };

export type Visit = { rowsMs: number; filterMs: number; longMs: number; elements: number; scriptKb: number };

const QUIET_MS = 15_000;
const WAIT_MS = 60_000;
/** Between a hand that is in the field and its first key. */
const BEFORE_TYPING_MS = 250;
const VIEWPORT = { width: 1280, height: 800 };
/** 150 ms, 1.6 Mbit/s and a quarter of the processor. */
const SLOW_LINE = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 200_000 };
const SLOWER = 4;

/** One cold look: a browser context of its own, nothing cached. `which` is the row that is searched for at the end. */
export async function visitOnce(
  browser: Browser,
  place: Place,
  how: { isSlow: boolean; which: number },
): Promise<Visit> {
  const { storageState } = place;
  const context = await browser.newContext({ viewport: VIEWPORT, ...(storageState ? { storageState } : {}) });
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    const scriptKb = await countScripts(devtools);
    if (how.isSlow) {
      await devtools.send("Network.emulateNetworkConditions", SLOW_LINE);
      await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    }
    await page.addInitScript(watch, A_SCREEN);
    await page.goto(place.url, { waitUntil: "commit" });
    // Asking a page for its marks takes some of its time: not before its scripts have run.
    await page.waitForLoadState("load");
    const rowsMs = await mark(page, "rowsAt");
    // A page that asks for news while a sync runs is never quite quiet.
    await page.waitForLoadState("networkidle", { timeout: QUIET_MS }).catch(() => undefined);
    const longMs = await page.evaluate(() => window.rollcallBench.longMs);
    const elements = await page.evaluate(() => document.querySelectorAll("*").length);
    const sent = scriptKb();
    const filterMs = await filterOnce(page, how.which);
    return { rowsMs, filterMs, longMs, elements, scriptKb: sent };
  } finally {
    await context.close();
  }
}

/** Counts JavaScript as it comes over the wire; tells how many kB so far. */
export async function countScripts(devtools: CDPSession): Promise<() => number> {
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  const scripts = new Set<string>();
  let bytes = 0;
  devtools.on("Network.responseReceived", ({ requestId, type, response }) => {
    if (type === "Script" || response.mimeType.includes("javascript")) scripts.add(requestId);
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  return () => bytes / 1000;
}

/** Puts the e-mail address of a row into the search as one input event; the time until that row stands alone. */
async function filterOnce(page: Page, which: number): Promise<number> {
  const email =
    (
      await page
        .getByText(/^[^\s@]+@[^\s@]+$/)
        .nth(which)
        .textContent()
    )?.trim() ?? "";
  await page.getByLabel("Search members").first().focus();
  await setTimeout(BEFORE_TYPING_MS);
  await page.evaluate((text) => {
    window.rollcallBench.awaited = text;
  }, email);
  await page.keyboard.insertText(email);
  return (await mark(page, "paintedAt")) - (await mark(page, "typedAt"));
}

async function mark(page: Page, name: keyof Omit<Marks, "awaited">): Promise<number> {
  const seen = await page.waitForFunction((key) => window.rollcallBench?.[key], name, {
    timeout: WAIT_MS,
    polling: 100,
  });
  return (await seen.jsonValue()) ?? Number.NaN;
}
