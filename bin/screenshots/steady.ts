import type { Page, Request } from "@playwright/test";
import { lettersDrawn } from "../letters.ts";

/** A page that has been quiet for so long is taken for finished. */
const QUIET_MS = 120;
const PATIENCE_MS = 20_000;

/**
 * Runs before a page's own scripts. Nothing moves, fades or blinks; and what links lead to is not loaded ahead, which no
 * picture shows and which is most of the work of a server.
 */
export const STILL_LIFE = `{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(\`*, *::before, *::after {
    transition: none !important;
    animation-delay: 0s !important;
    animation-duration: 0s !important;
    animation-iteration-count: 1 !important;
    caret-color: transparent !important;
    scroll-behavior: auto !important;
  }\`);
  document.adoptedStyleSheets.push(sheet);
  const { fetch } = window;
  window.fetch = (input, init) =>
    new Headers(init?.headers).has("next-router-prefetch") ? new Promise(() => {}) : fetch(input, init);
}`;

/** Watches a page, and answers a function that waits until it has nothing more to ask, to change or to draw. */
export function watch(page: Page): () => Promise<void> {
  const open = new Set<Request>();
  let changedMs = performance.now();
  const end = (request: Request): void => {
    open.delete(request);
    changedMs = performance.now();
  };
  page.on("request", (request) => {
    open.add(request);
    changedMs = performance.now();
  });
  page.on("requestfinished", end);
  page.on("requestfailed", end);
  page.on("framenavigated", (frame) => {
    if (frame === page.mainFrame()) open.clear();
  });
  return async () => {
    const untilMs = performance.now() + PATIENCE_MS;
    while (performance.now() < untilMs) {
      const beforeMs = changedMs;
      await untilUnchanged(page);
      if (open.size === 0 && beforeMs === changedMs && performance.now() - changedMs > QUIET_MS) break;
      await page.waitForTimeout(30);
    }
  };
}

/** Waits until a page has not changed for a moment and its script has nothing to do. Counted in the page: it may be slow. */
async function untilUnchanged(page: Page): Promise<void> {
  await lettersDrawn(page);
  await page.evaluate(async (quietMs) => {
    const idle = () => new Promise((done) => requestIdleCallback(done, { timeout: 2_000 }));
    let isChanged = true;
    const observer = new MutationObserver(() => {
      isChanged = true;
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    for (let round = 0; isChanged && round < 40; round++) {
      isChanged = false;
      await new Promise((done) => window.setTimeout(done, quietMs));
      await idle();
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }
    observer.disconnect();
  }, QUIET_MS);
}

/** Puts one text in place of what is new in every run: ids, keys, hashes, ports, links, seconds. */
export async function hideWhatChanges(page: Page): Promise<void> {
  await page.evaluate(() => {
    const steady = (text: string): string =>
      text
        .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:00000")
        .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, (id) => "0".repeat(id.length))
        .replaceAll(/[0-9A-Za-z_+/=-]{16,}/g, (word) =>
          /\d/.test(word) && /[a-z]/.test(word) && !/[a-z]{7}/.test(word) ? "0".repeat(word.length) : word,
        )
        .replaceAll(/\b10:00:\d\d\b/g, "10:00:00")
        .replaceAll(/\b\d+(?:\.\d+)? ?ms\b/g, "0 ms");
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.nodeValue ?? "";
      const next = steady(text);
      if (next !== text) node.nodeValue = next;
    }
    const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea");
    for (const field of fields) {
      const next = steady(field.value);
      if (next !== field.value) field.value = next;
    }
    // A code to be scanned is a picture of a key.
    for (const code of document.querySelectorAll<HTMLElement>("svg[role=img]"))
      code.style.visibility = "hidden";
  });
}
