import { perProcess } from "#lib/core/per-process.ts";

/**
 * CSS without what comes later, the address of a file with all of it, and of one with what comes later alone: fonts, and icons
 * of rows; `letters` is the font that every page has. All empty in a browser, and in development, where Next brings them.
 */
type Styles = { css: string; href: string; later: string; letters: string };

/** The cookie in which a browser says that it has the file `later`. */
export const LATER_COOKIE = "rollcall.later";

const kept = () => perProcess("styles", () => ({ now: { css: "", href: "", later: "", letters: "" } }));

/** Says with which styles this process serves its pages. */
export function setStyles(now: Styles): void {
  kept().now = now;
}

/** The styles of every page, as the build made them. */
export const styles = (): Styles => kept().now;
