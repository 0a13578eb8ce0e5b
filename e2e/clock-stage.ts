import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { sandboxControl } from "#sandbox/client.ts";
import type { SandboxControl } from "#sandbox/types.ts";
import { startSandbox } from "../bin/child.ts";
import { as, IVO, MEI, NOOR, OTTILIE, PIA, paperspaceTeam } from "./cast.ts";
import { ADMIN, connectByForm, signIn, test } from "./fixtures.ts";

export const STAGE_TOKEN = "e2e-clock";

export type Stage = { page: Page; control: SandboxControl; team: string };

/** A Rollcall of its own, on a sandbox whose clock can be moved. */
export const staged = test.extend<{ stage: Stage }>({
  stage: async ({ browser, ownServer }, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), "rollcall-e2e-clock-"));
    const clock = path.join(folder, "clock");
    const sandbox = await startSandbox([`--clock=${clock}`]);
    const control = sandboxControl(sandbox.url);
    const tenant = await control.createTenant({
      ...paperspaceTeam({
        people: [
          as(OTTILIE, { role: "owner" }),
          as(IVO, { role: "admin" }),
          as(PIA, { role: "admin" }),
          as(NOOR),
          as(MEI),
        ],
      }),
      token: STAGE_TOKEN,
    });
    const server = await ownServer({
      ROLLCALL_ADMIN_EMAIL: ADMIN.email,
      ROLLCALL_ADMIN_PASSWORD: ADMIN.password,
      PAPERSPACE_API_URL: sandbox.paperspaceUrl,
      GITBOOK_API_URL: sandbox.gitbookUrl,
      ROLLCALL_TEST_CLOCK: clock,
    });
    const context = await browser.newContext({ baseURL: server.url, timezoneId: "Europe/London" });
    const page = await context.newPage();
    await signIn(page);
    await connectByForm(page, tenant);
    await use({ page, control, team: tenant.teamName });
    await context.close();
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  },
});
