import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import { sandboxControl } from "#sandbox/client.ts";
import type { SandboxControl, TenantDescription } from "#sandbox/types.ts";
import { BROWSER_ARGS, ensureBrowser } from "../bin/browser.ts";
import { NO_SETTINGS, type SandboxChild, type ServerChild, startSandbox, startServer } from "../bin/child.ts";
import type { Settings } from "../bin/run-tool.ts";

const ADMIN = { email: "bench@rollcall.example", password: "a long and unusual passphrase" };

export type Tenants = { paperspace: TenantDescription; gitbook: TenantDescription; huge: TenantDescription };

export type Stage = {
  dataDir: string;
  control: SandboxControl;
  server: ServerChild;
  browser: Browser;
  context: BrowserContext;
  page: Page;
  tenants: Tenants;
  /** The vendors' addresses, for whoever calls them without Rollcall. */
  vendorUrls: { paperspace: string; gitbook: string };
  /** A second server on the same store, with what else is set for it. */
  another: (settings?: Settings) => Promise<ServerChild>;
  close: () => Promise<void>;
};

/** What a page of members takes at a vendor, about. */
const VENDOR_LATENCY_MS = 100;

/** How many people each team has. */
export type People = { paperspace: number; gitbook: number; huge: number };

/** Sandbox, tenants, production server with an empty store, and a signed-in browser. `settings`: where the store is. */
export async function setStage(people: People, settings: Settings = {}): Promise<Stage> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "rollcall-bench-"));
  // Each measure says how slow its vendor is.
  const sandbox = await startSandbox(["--latency=0"]);
  const control = sandboxControl(sandbox.url);
  const tenants = await createTenants(control, people);
  const serverSettings = {
    ...NO_SETTINGS,
    PAPERSPACE_API_URL: sandbox.paperspaceUrl,
    GITBOOK_API_URL: sandbox.gitbookUrl,
    ROLLCALL_DATA_DIR: dataDir,
    ROLLCALL_ADMIN_EMAIL: ADMIN.email,
    ROLLCALL_ADMIN_PASSWORD: ADMIN.password,
    ROLLCALL_LOG_LEVEL: "warn",
    ...settings,
  };
  const server = await startServer(serverSettings);
  const others: ServerChild[] = [];
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: BROWSER_ARGS });
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1280, height: 800 } });
  const page = await signIn(context);
  return {
    dataDir,
    control,
    server,
    browser,
    context,
    page,
    tenants,
    vendorUrls: { paperspace: sandbox.paperspaceUrl, gitbook: sandbox.gitbookUrl },
    another: async (more = {}) => {
      const other = await startServer({ ...serverSettings, ...more });
      others.push(other);
      return other;
    },
    close: () => close(browser, [server, ...others], sandbox, dataDir),
  };
}

async function createTenants(control: SandboxControl, people: People): Promise<Tenants> {
  const { paperspace, gitbook, huge } = people;
  const tenants = {
    paperspace: await control.createTenant({
      vendor: "paperspace",
      token: "bench-paperspace",
      members: paperspace,
      secrets: 200,
    }),
    gitbook: await control.createTenant({
      vendor: "gitbook",
      token: "bench-gitbook",
      members: gitbook,
      teams: 6,
    }),
    huge: await control.createTenant({ vendor: "paperspace", token: "bench-huge", members: huge, seed: 2 }),
  };
  for (const { token } of Object.values(tenants)) await control.setLatency(token, VENDOR_LATENCY_MS);
  return tenants;
}

/** Adds one connection as an admin would; the sync begins by itself. */
export async function connect(page: Page, { vendor, token }: TenantDescription): Promise<void> {
  await page.goto("/settings/connections");
  await page.getByRole("button", { name: "Add connection" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: vendor === "gitbook" ? "GitBook" : "Paperspace" }).check();
  await dialog.getByLabel("API token").fill(token);
  await dialog.getByRole("button", { name: "Check token" }).click();
  await dialog.getByLabel("Label").fill(token);
  await dialog.getByRole("button", { name: "Save connection" }).click();
  await dialog.waitFor({ state: "hidden" });
}

/** Signs somebody in, by hand; resolves to the page that they see then. */
export async function signIn(context: BrowserContext, who: typeof ADMIN = ADMIN): Promise<Page> {
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  return page;
}

async function close(
  browser: Browser,
  servers: ServerChild[],
  sandbox: SandboxChild,
  dataDir: string,
): Promise<void> {
  await browser.close();
  for (const server of servers) await server.stop();
  await sandbox.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
