import { expect, type Locator, type Page } from "@playwright/test";
import type { SandboxControl, StateMember, StateSecret, TenantDescription } from "#sandbox/types.ts";

/** Parts of a page that many tests point at, by role and accessible name. */
export const table = (page: Page, name: string): Locator => page.getByRole("table", { name, exact: true });
export const rowOf = (page: Page, tableName: string, text: string): Locator =>
  table(page, tableName).getByRole("row").filter({ hasText: text });
export const dialog = (page: Page, name: string | RegExp): Locator =>
  page.getByRole("dialog", { name, ...(typeof name === "string" ? { exact: true } : {}) });
export const button = (within: Page | Locator, name: string): Locator =>
  within.getByRole("button", { name, exact: true });
export const box = (within: Page | Locator, name: string): Locator =>
  within.getByRole("textbox", { name, exact: true });
export const choice = (within: Page | Locator, name: string): Locator =>
  within.getByRole("combobox", { name, exact: true });
export const roleOf = (page: Page, name: string): Locator => choice(page, `Role of ${name}`);
export const toast = (page: Page, words: string | RegExp): Locator =>
  page.getByRole("status").filter({ hasText: words });
export const alertWith = (page: Page | Locator, words: string | RegExp): Locator =>
  page.getByRole("alert").filter({ hasText: words });

/** The option that a select shows. */
export async function expectChosen(select: Locator, option: string): Promise<void> {
  await expect(select.getByRole("option", { selected: true, includeHidden: true })).toHaveText(option);
}

/** The rows of a table from top to bottom, as what a cell of each says. */
export async function columnTexts(page: Page, tableName: string, column: string): Promise<string[]> {
  const headers = await table(page, tableName).getByRole("columnheader").allInnerTexts();
  const index = headers.findIndex((text) => text.trim() === column);
  if (index < 0) throw new Error(`${tableName} has no column ${column}, only ${headers.join(", ")}`);
  // All at once: a row that is gone a moment later would be waited for.
  return table(page, tableName)
    .getByRole("row")
    .filter({ has: page.getByRole("cell") })
    .evaluateAll(
      (rows, at) =>
        rows.map((row) => (row.querySelectorAll('td, [role="cell"]')[at]?.textContent ?? "").trim()),
      index,
    );
}

/** The calls with which Rollcall changed something, as "PUT /teams/:id/users/:userId". */
export async function changesSent(sandbox: SandboxControl, token: string): Promise<string[]> {
  const calls = await sandbox.calls(token);
  return calls.filter((call) => call.method !== "GET").map((call) => call.route);
}

export async function memberIn(
  sandbox: SandboxControl,
  token: string,
  email: string,
): Promise<StateMember | undefined> {
  return (await sandbox.state(token)).members.find((member) => member.email === email);
}

export async function secretIn(
  sandbox: SandboxControl,
  token: string,
  name: string,
): Promise<StateSecret | undefined> {
  return (await sandbox.state(token)).secrets.find((secret) => secret.name === name);
}

/** Role in a GitBook team, undefined for nobody of it. */
export async function teamRoleIn(
  sandbox: SandboxControl,
  tenant: TenantDescription,
  email: string,
): Promise<string | undefined> {
  const team = (await sandbox.state(tenant.token)).teams.find((one) => one.id === tenant.teamId);
  return team?.members.find((member) => member.email === email)?.role;
}

/** Rollcall's id of the team whose page is open. */
export function openTeamId(page: Page): string {
  const id = /\/teams\/([^/?]+)/.exec(page.url())?.[1];
  if (!id) throw new Error(`no team's page is open: ${page.url()}`);
  return id;
}

/** Filters a list by a team, found by its name. */
export async function filterByTeam(page: Page, name: string): Promise<void> {
  await choice(page, "Filter by team").fill(name);
  await page.getByRole("option", { name }).click();
}

/** The page is hydrated: from here on a shortcut is heard. */
export const awake = (page: Page) => page.waitForFunction(() => !("rollcallEarly" in window));
