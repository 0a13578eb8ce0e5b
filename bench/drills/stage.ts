import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BrowserContext, chromium } from "@playwright/test";
import { DEMO_CONNECTIONS } from "#sandbox/demo.ts";
import { BROWSER_ARGS, ensureBrowser } from "../../bin/browser.ts";
import { NO_SETTINGS, type ServerChild, startSandbox, startServer } from "../../bin/child.ts";
import type { Settings } from "../../bin/run-tool.ts";

const ADMIN = { email: "drill@rollcall.example", password: "a long and unusual passphrase" };

export type Stage = { server: ServerChild; context: BrowserContext; close: () => Promise<void> };

/** The demo's vendors, a production server and a signed-in browser. */
export async function setStage(env: Settings = {}): Promise<Stage> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "rollcall-drill-"));
  const sandbox = await startSandbox(["--demo"]);
  const server = await startServer({
    ...NO_SETTINGS,
    ROLLCALL_DATA_DIR: dataDir,
    ROLLCALL_LOG_LEVEL: "info",
    PAPERSPACE_API_URL: sandbox.paperspaceUrl,
    GITBOOK_API_URL: sandbox.gitbookUrl,
    ROLLCALL_ADMIN_EMAIL: ADMIN.email,
    ROLLCALL_ADMIN_PASSWORD: ADMIN.password,
    ROLLCALL_CONNECTIONS: JSON.stringify(DEMO_CONNECTIONS),
    ...env,
  });
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: BROWSER_ARGS });
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(ADMIN.email);
  await page.getByLabel("Password").fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.close();
  return {
    server,
    context,
    close: async () => {
      await browser.close();
      await server.stop();
      await sandbox.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Resident memory in MB and open file handles of a process, by /proc. */
export function usageOf(pid: number): { mb: number; handles: number } {
  const kb = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  return { mb: Math.round(kb / 1024), handles: readdirSync(`/proc/${pid}/fd`).length };
}

export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
