import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { NO_SETTINGS, root } from "../bin/child.ts";
import { readContainerfile } from "../bin/containerfile.ts";
import { expect, test } from "./fixtures.ts";
import { newAccount } from "./people-of-rollcall.ts";
import { box, button } from "./steps.ts";

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** Hard links cost nothing; across disks it copies. */
function copy(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  if (spawnSync("cp", ["-al", from, to]).status !== 0 && spawnSync("cp", ["-a", from, to]).status !== 0)
    throw new Error(`${from} cannot be copied`);
}

/** What `npm ci --omit=dev` installs, out of what is installed here. */
function copyPackages(to: string): void {
  const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { dev?: boolean }>;
  };
  for (const [name, { dev }] of Object.entries(lock.packages))
    if (/^node_modules\/(@[^/]+\/)?[^/]+$/.test(name) && !dev && existsSync(path.join(root, name)))
      copy(path.join(root, name), path.join(to, name));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

test("the folder that the Containerfile makes starts as another user, who can write to the data folder alone", async ({
  browser,
  playwright,
}) => {
  if (!isRoot) process.stdout.write("not root: the folder is started as this user, whose files they are\n");
  const last = readContainerfile().at(-1);
  if (!last) throw new Error("the Containerfile has no stage");
  const home = mkdtempSync(path.join(tmpdir(), "rollcall-container-"));
  const [app, data] = [path.join(home, "app"), path.join(home, "data")];
  chmodSync(home, 0o755);
  for (const { from, sources, to } of last.copies) {
    if (from === "packages") copyPackages(app);
    else
      for (const source of sources.map((one) => one.replace(/^\/app\//, ""))) {
        const target = path.join(app, to, to.endsWith("/") ? path.basename(source) : "");
        if (source !== ".next") copy(path.join(root, source), target);
        // The build stage takes Next's cache away.
        else
          for (const part of readdirSync(path.join(root, source)))
            if (part !== "cache") copy(path.join(root, source, part), path.join(target, part));
      }
  }
  mkdirSync(data, { mode: 0o700 });
  if (isRoot) chownSync(data, NOBODY, NOBODY);

  const port = await freePort();
  const env = {
    ...{ NODE_ENV: "production" as const, PATH: process.env.PATH, ...NO_SETTINGS, ...last.env },
    ...{ HOST: "127.0.0.1", PORT: String(port), ROLLCALL_DATA_DIR: data },
  };
  const [, ...args] = last.cmd;
  const who = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const child = spawn(process.execPath, args, { cwd: app, env, stdio: "pipe", ...who });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output += chunk;
    });
  try {
    const asked = await playwright.request.newContext({ baseURL: `http://127.0.0.1:${port}` });
    await expect
      .poll(
        () =>
          asked.get("/api/health").then(
            (answer) => answer.status(),
            () => output,
          ),
        { timeout: 60_000 },
      )
      .toBe(200);
    expect(output).toContain("setup code");
    const context = await browser.newContext({ baseURL: `http://127.0.0.1:${port}` });
    const page = await context.newPage();
    const account = newAccount();
    await page.goto("/setup");
    await box(page, "Setup code").fill(/setup code: (\S+)/.exec(output)?.[1] ?? "");
    await box(page, "Name").fill(account.name);
    await box(page, "Email").fill(account.email);
    await page.getByLabel("Password").fill(account.password);
    await button(page, "Create admin").click();
    await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
    // The folder of docs is not in the image: the help pages are part of the build.
    await page.goto("/help/rotation");
    await expect(page.getByRole("heading", { level: 2, name: "Age and policies" })).toBeVisible();
    await context.close();
    for (const [file, type] of [
      ["robots.txt", "text/plain"],
      ["manifest.webmanifest", "application/manifest+json"],
      ["favicon.ico", "image/x-icon"],
      ["apple-touch-icon.png", "image/png"],
    ]) {
      const answer = await asked.get(`/${file}`);
      expect([file, answer.status(), answer.headers()["content-type"]?.split(";")[0]]).toEqual([
        file,
        200,
        type,
      ]);
    }
    expect(spawnSync(process.execPath, last.health.slice(1), { env }).status).toBe(0);
    if (isRoot) {
      const written = spawnSync("find", [home, "-user", String(NOBODY), "-not", "-path", `${data}*`]);
      expect(written.stdout.toString()).toBe("");
    }
    expect(readdirSync(data)).toEqual(expect.arrayContaining(["keys"]));
    await asked.dispose();
  } finally {
    child.kill("SIGTERM");
    await new Promise((resolve) => child.once("exit", resolve));
    rmSync(home, { recursive: true, force: true });
  }
});
