import { perProcess } from "#lib/core/per-process.ts";

/**
 * CSS without the fonts, the address of a file with all of it, and of one with the fonts alone. All empty in a browser, and in
 * development, where Next brings them.
 */
type Styles = { css: string; href: string; letters: string };

const kept = () => perProcess("styles", () => ({ now: { css: "", href: "", letters: "" } }));

/** Says with which styles this process serves its pages. */
export function setStyles(now: Styles): void {
  kept().now = now;
}

/** The styles of every page, as the build made them. */
export const styles = (): Styles => kept().now;
