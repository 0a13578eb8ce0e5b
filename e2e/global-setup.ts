import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { NO_SETTINGS, root, startSandbox, startServer } from "../bin/child.ts";
import { ensureBuild } from "../bin/setup/build.mjs";
import { ADMIN, publishInstance } from "./instance.ts";

/**
 * One sandbox and one production server for the whole run; every test brings its own vendor tenant. An instance that is
 * up already (ROLLCALL_E2E_INSTANCE) is used as it is.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  if (process.env.ROLLCALL_E2E_INSTANCE) return async () => {};
  ensureBuild(root);
  const dataDir = mkdtempSync(path.join(tmpdir(), "rollcall-e2e-data-"));
  const sandbox = await startSandbox();
  const server = await startServer({
    ...NO_SETTINGS,
    PAPERSPACE_API_URL: sandbox.paperspaceUrl,
    GITBOOK_API_URL: sandbox.gitbookUrl,
    ROLLCALL_DATA_DIR: dataDir,
    ROLLCALL_ADMIN_EMAIL: ADMIN.email,
    ROLLCALL_ADMIN_PASSWORD: ADMIN.password,
  });
  publishInstance({
    url: server.url,
    sandboxUrl: sandbox.url,
    paperspaceUrl: sandbox.paperspaceUrl,
    gitbookUrl: sandbox.gitbookUrl,
  });
  return async () => {
    await server.stop();
    await sandbox.stop();
    rmSync(dataDir, { recursive: true, force: true });
    if (process.env.ROLLCALL_E2E_LOG) process.stdout.write(server.output());
  };
}
