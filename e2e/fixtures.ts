import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import type { RowPage, TeamRow } from "#lib/directory/teams/schema.ts";
import { sandboxControl } from "#sandbox/client.ts";
import type { SandboxControl, TenantDescription, TenantOptions } from "#sandbox/types.ts";
import { NO_SETTINGS, type ServerChild, startServer } from "../bin/child.ts";
import type { Settings } from "../bin/run-tool.ts";
import { type Api, openApi } from "./api.ts";
import { ADMIN, type Instance, instance } from "./instance.ts";
import { callAction } from "./server-actions.ts";
import { openWitness, type Witness } from "./witness.ts";

export { ADMIN, expect };

const DESKTOP = { width: 1280, height: 800 };
type StorageState = Awaited<ReturnType<BrowserContext["storageState"]>>;

export type TestFixtures = {
  /** A page signed in as the admin. Don't sign out on it: the session is the worker's; use `signIn` on `page`. */
  admin: Page;
  /** The sandbox's control: state, faults, calls. */
  sandbox: SandboxControl;
  /** Makes a tenant of its own at a vendor; the token is unique to this test. */
  tenant: (options: Omit<TenantOptions, "token">) => Promise<TenantDescription>;
  /** A server of its own with an empty store, stopped after the test. `env` may override anything. */
  ownServer: (env?: Settings) => Promise<ServerChild & { dataDir: string }>;
  /** A server of its own with its admin signed in: what changed in the last hour there, this test changed. */
  ownAdmin: () => Promise<{ server: ServerChild & { dataDir: string }; page: Page }>;
  /** The API (of the worker's own server where none is named) as a program asks it, through a witness. */
  api: (token: string, url?: string) => Promise<Api>;
  /** An address before a server (the worker's own) whose API answers are held against its document: else the test fails. */
  witness: (url?: string) => Promise<Witness>;
};

export type WorkerFixtures = { running: Instance; adminState: StorageState; adminContext: BrowserContext };

export const test = base.extend<TestFixtures, WorkerFixtures>({
  running: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a destructured first parameter
    async ({}, use) => {
      await use(instance());
    },
    { scope: "worker" },
  ],
  baseURL: async ({ running }, use) => {
    await use(running.url);
  },
  ownAdmin: async ({ browser, ownServer }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const account = { ROLLCALL_ADMIN_EMAIL: ADMIN.email, ROLLCALL_ADMIN_PASSWORD: ADMIN.password };
      const server = await ownServer(account);
      const context = await browser.newContext({ baseURL: server.url });
      contexts.push(context);
      const page = await context.newPage();
      await signIn(page);
      return { server, page };
    });
    for (const context of contexts) await context.close();
  },
  witness: async ({ running }, use) => {
    const open: Witness[] = [];
    await use(async (url = running.url) => {
      const witness = await openWitness(url);
      open.push(witness);
      return witness;
    });
    for (const witness of open) await witness.close();
  },
  api: async ({ playwright, witness }, use) => {
    const made: Api[] = [];
    await use(async (token, url) => {
      const api = await openApi(playwright, await witness(url), token);
      made.push(api);
      return api;
    });
    for (const api of made) await api.close();
  },
  adminState: [
    async ({ browser, running }, use) => {
      const context = await browser.newContext({ baseURL: running.url });
      const page = await context.newPage();
      await signIn(page);
      const state = await context.storageState();
      await context.close();
      await use(state);
    },
    { scope: "worker" },
  ],
  // One for the run of a worker: a page that it opened before costs a fraction of one in a browser that knows nothing.
  adminContext: [
    async ({ browser, running, adminState }, use) => {
      const context = await browser.newContext({
        ...{ baseURL: running.url, storageState: adminState },
        ...{ viewport: DESKTOP, locale: "en-GB", timezoneId: "Europe/London" },
      });
      await use(context);
      await context.close();
    },
    { scope: "worker" },
  ],
  admin: async ({ adminContext, adminState, context, isMobile, viewport }, use) => {
    const isShared = !isMobile;
    if (!isShared) await context.addCookies(adminState.cookies);
    const page = await (isShared ? adminContext : context).newPage();
    if (viewport) await page.setViewportSize(viewport);
    await use(page);
    if (!isShared) return;
    // What a test left in the browser is not the next one's.
    await page.evaluate(() => localStorage.clear()).catch(() => undefined);
    for (const open of adminContext.pages()) await open.close();
    await adminContext.clearPermissions();
  },
  sandbox: async ({ running }, use) => {
    await use(sandboxControl(running.sandboxUrl));
  },
  tenant: async ({ sandbox }, use) => {
    const tokens: string[] = [];
    await use((options) => {
      const token = `e2e-${randomBytes(12).toString("hex")}`;
      tokens.push(token);
      return sandbox.createTenant({ ...options, token });
    });
    // Whatever a test is about: nothing was sent that the vendors' contracts do not know, and never five at once.
    for (const token of tokens) {
      expect.soft(await sandbox.violations(token), "calls against the contract").toEqual([]);
      expect.soft(await sandbox.maxConcurrent(token), "calls at once").toBeLessThanOrEqual(4);
    }
  },
  ownServer: async ({ running }, use) => {
    const servers: ServerChild[] = [];
    const folders: string[] = [];
    await use(async (env = {}) => {
      const dataDir = env.ROLLCALL_DATA_DIR ?? mkdtempSync(path.join(tmpdir(), "rollcall-e2e-own-"));
      folders.push(dataDir);
      const server = await startServer({
        ...NO_SETTINGS,
        PAPERSPACE_API_URL: running.paperspaceUrl,
        GITBOOK_API_URL: running.gitbookUrl,
        ROLLCALL_DATA_DIR: dataDir,
        ...env,
      });
      servers.push(server);
      return { ...server, dataDir };
    });
    await Promise.all(servers.map((server) => server.stop()));
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  },
});

/** Signs in through the form and waits for the overview. */
export async function signIn(
  page: Page,
  who: { email: string; password: string } = ADMIN,
  at = "",
): Promise<void> {
  await page.goto(`${at}/sign-in`);
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
}

const VENDOR_LABELS = { paperspace: "Paperspace", gitbook: "GitBook" };

/** The name of what a tenant's token opens. */
export const targetName = (tenant: TenantDescription): string =>
  tenant.vendor === "paperspace" ? tenant.teamName : tenant.organizationTitle;

/** Adds a connection to a tenant and starts its first sync, by request. Its label is the target's name unless given. */
export async function connect(
  page: Page,
  tenant: TenantDescription,
  label = targetName(tenant),
): Promise<string> {
  const { vendor, token } = tenant;
  const targetId = vendor === "paperspace" ? tenant.teamId : tenant.organizationId;
  await callAction(page, "createConnectionAction", { vendor, token, targetId, label });
  return label;
}

/**
 * The same through the dialog, for tests of what that leaves behind: the tenant's only team or organization is
 * preselected.
 */
export async function connectByForm(
  page: Page,
  tenant: TenantDescription,
  label = targetName(tenant),
): Promise<string> {
  await page.goto("/settings/connections");
  await page.getByRole("button", { name: "Add connection" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: VENDOR_LABELS[tenant.vendor] }).check();
  await dialog.getByLabel("API token").fill(tenant.token);
  await dialog.getByRole("button", { name: "Check token" }).click();
  await dialog.getByLabel("Label").fill(label);
  await dialog.getByRole("button", { name: "Save connection" }).click();
  await expect(dialog).toBeHidden();
  await expect(
    page.getByRole("table", { name: "Connections" }).getByRole("row").filter({ hasText: label }),
  ).toBeVisible();
  return label;
}

/** Opens a team's page once Rollcall has read that there is such a team. */
export async function openTeam(
  page: Page,
  title: string,
  part: "Members" | "Secrets" = "Members",
): Promise<void> {
  const findId = async (): Promise<string> => {
    const answer = await page.request.get("/api/teams", { params: { q: title } });
    const { rows } = (await answer.json()) as RowPage<TeamRow>;
    return rows.find((team) => team.name === title)?.id ?? "";
  };
  await expect.poll(findId, `a team called ${title}`).not.toBe("");
  await page.goto(`/teams/${await findId()}/${part.toLowerCase()}`);
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  // Without rows and without a header (390 px) there is nothing of it to see.
  await expect(page.getByRole("table", { name: part })).toBeAttached();
}

/** Opens the list of everybody in an organization by its link on /teams. */
export async function openOrganization(page: Page, title: string): Promise<void> {
  await page.goto("/teams");
  await expect(page.getByRole("table", { name: "Teams" })).toBeVisible();
  const link = page.getByRole("link", { name: title, exact: true });
  // Where there are many organizations, the last ones open below the line.
  if ((await link.count()) === 0) await page.getByText(/^and \d+ more organizations?$/).click();
  await link.click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(page.getByRole("table", { name: "Members" })).toBeVisible();
}

/** What a page's colours can break; everything else is the same in light and dark. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** Fails with each finding of axe and where it is: all rules in the page's own look, the colours in the other one too. */
export async function expectNoAxeFindings(page: Page): Promise<void> {
  expect(await axeFindings(page)).toEqual([]);
  const own = await page.evaluate(() =>
    matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
  );
  const other = own === "dark" ? "light" : "dark";
  await page.emulateMedia({ colorScheme: other, reducedMotion: "reduce" });
  expect(await axeFindings(page, COLOUR_RULES), `in ${other} colours`).toEqual([]);
  await page.emulateMedia({ colorScheme: own });
}

/** The page itself never scrolls sideways, nor does its main part; a table may, inside itself. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const over = await page.evaluate(() => {
    const main = document.getElementById("main");
    return {
      page: document.documentElement.scrollWidth - window.innerWidth,
      main: main ? main.scrollWidth - main.clientWidth : 0,
    };
  });
  const said = `pixels beyond the window on ${page.url()}`;
  expect(over.page, said).toBeLessThanOrEqual(0);
  expect(over.main, said).toBeLessThanOrEqual(0);
}

async function axeFindings(page: Page, rules?: string[]): Promise<string[]> {
  // There are no frames of other origins: one injected script does.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode();
  if (rules) axe.withRules(rules);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} (${node.target.join(" ")})`),
  );
}
