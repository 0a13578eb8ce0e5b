import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BrowserContext, Page } from "@playwright/test";
import type { ConnectionRow } from "#lib/directory/connections/schema.ts";
import { DEMO_CONNECTIONS } from "#sandbox/demo.ts";
import { NO_SETTINGS, startSandbox, startServer } from "../child.ts";
import type { Settings } from "../run-tool.ts";

export const ADMIN = { email: "demo@rollcall.example", password: "a long and unusual passphrase" };
/** The moment at which a fixed clock begins: any day does that is later than today, or browsers drop the cookies. */
export const START_MS = Date.parse("2032-04-14T10:00:00Z");

export type StorageState = Awaited<ReturnType<BrowserContext["storageState"]>>;
export type Servers = {
  /** The sandbox's own address, for its control. */
  sandboxUrl: string;
  start: (env: Settings) => Promise<Server>;
  stop: () => Promise<void>;
};
export type Server = { url: string; dataDir: string; stop: () => Promise<void> };

/** The demo's sandbox, and Rollcall servers over it. With a fixed clock both vendors answer at once. */
export async function startServers({ fixedClock = false } = {}): Promise<Servers> {
  if (fixedClock) {
    const clock = pathToFileURL(path.join(import.meta.dirname, "clock.mjs")).href;
    Object.assign(process.env, {
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --import=${clock}`,
      PICTURES_START_MS: String(START_MS),
      PICTURES_REAL_START_MS: String(Date.now()),
    });
  }
  const sandbox = await startSandbox(["--demo", ...(fixedClock ? ["--latency=0"] : [])]);
  const servers: Server[] = [];
  const folders = new Set<string>();
  const start = async (env: Settings): Promise<Server> => {
    const dataDir = env.ROLLCALL_DATA_DIR ?? mkdtempSync(path.join(tmpdir(), "rollcall-screenshots-"));
    folders.add(dataDir);
    const { url, stop } = await startServer({
      ...NO_SETTINGS,
      PAPERSPACE_API_URL: sandbox.paperspaceUrl,
      GITBOOK_API_URL: sandbox.gitbookUrl,
      ROLLCALL_DATA_DIR: dataDir,
      ROLLCALL_LOG_LEVEL: "warn",
      ...env,
    });
    servers.push({ url, dataDir, stop });
    return { url, dataDir, stop };
  };
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((each) => each.stop()));
    await sandbox.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  };
  return { sandboxUrl: sandbox.url, start, stop };
}

export const AS_ADMIN: Settings = {
  ROLLCALL_ADMIN_EMAIL: ADMIN.email,
  ROLLCALL_ADMIN_PASSWORD: ADMIN.password,
};
/** The settings of `npm run demo`. */
export const AS_DEMO: Settings = {
  ...AS_ADMIN,
  ROLLCALL_DEMO: "1",
  ROLLCALL_CONNECTIONS: JSON.stringify(DEMO_CONNECTIONS),
};

export async function signIn(page: Page, who = ADMIN): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
}

/** The demo's first sync takes a moment; a picture of half a list says little. */
export async function everythingSynced(page: Page): Promise<void> {
  const wanted = DEMO_CONNECTIONS.length;
  for (let attempt = 0; attempt < 960; attempt++) {
    const rows = (await (await page.request.get("/api/connections")).json()) as ConnectionRow[];
    if (rows.filter((row) => row.syncedAt && !row.syncing).length === wanted) return;
    await page.waitForTimeout(250);
  }
  throw new Error("the demo's connections were not synced in four minutes");
}
