import type { Page } from "@playwright/test";

/** Waits until a page is written in its own letters: most pages ask for them after their first paint. */
export async function lettersDrawn(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const isLater = document.querySelector('[data-later^="/"]') !== null;
    const isThere = [...document.fonts].some((face) => /Inter/.test(face.family) && face.status === "loaded");
    return !isLater || isThere;
  });
  await page.evaluate(() => document.fonts.ready);
}
