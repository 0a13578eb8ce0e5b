import type { Locator, Page } from "@playwright/test";
import { button, dialog } from "../../e2e/steps.ts";
import type { Places } from "./plot.ts";
import type { Who } from "./stage.ts";

export type Shot = {
  name: string;
  /** The page's address. */
  at: string | ((places: Places) => string);
  /** Who looks; the demo's admin unless said otherwise. */
  as?: Who;
  /** What is done on the page before the picture. It changes nothing at the server: every shot stands for itself. */
  open?: (page: Page, places: Places) => Promise<unknown>;
  /** What is painted over, since it is new in every run. */
  mask?: (page: Page) => Locator[];
  /** The widths it is taken in, where the other one has no such part. */
  widths?: readonly number[];
};

export const teamPage =
  (name: string, rest: string) =>
  ({ teams }: Places): string =>
    `${teams[name]}${rest}`;

const firstButton = (page: Page, name: string) =>
  page.getByRole("button", { name: new RegExp(`^${name}`) }).first();

/** Presses the first button whose name begins so. */
export const press = (name: string) => (page: Page) => firstButton(page, name).click();

/** The same, and waits for the dialog that it opens. */
export const opens = (name: string) => async (page: Page) => {
  await firstButton(page, name).click();
  await page.getByRole("dialog").waitFor();
};

/** Presses it, and in what opens the second one, with nothing filled in: the fields say what they want. */
export const pressEmpty = (name: string, then: string) => async (page: Page) => {
  await firstButton(page, name).click();
  await button(page.getByRole("dialog"), then).click();
};

/** The toolbar of what is selected. */
export const bar = (page: Page) => page.getByRole("toolbar", { name: "Selection" });

/** Selects so many rows, and presses what the toolbar offers for them. */
export const selected = (count: number, name?: string) => async (page: Page) => {
  for (let at = 0; at < count; at++)
    await page
      .getByRole("checkbox", { name: /^Select / })
      .nth(at + 1)
      .check();
  if (!name) return bar(page).waitFor();
  await button(bar(page), name).click();
  await page.getByRole("dialog").waitFor();
};

/** Waits for the plan in "Review changes". */
export const planned = (page: Page) =>
  dialog(page, "Review changes").getByRole("list", { name: "Plan" }).waitFor();

/** From now on the server cannot be reached. */
export const cutOff = (page: Page) => page.route("**/*", (route) => route.abort());
