import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";

/** The one without a window first: the tests take two thirds of the time in it. */
const NAMES = [
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
];
const ELSEWHERE = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** A quiet browser that calls nobody by itself and runs as root and without a GPU. */
export const BROWSER_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--no-first-run",
  "--disable-component-update",
  "--disable-sync",
];

/** The path of a Chromium: `ROLLCALL_CHROMIUM`, the system's, or Playwright's own. */
export function findBrowser(): string | undefined {
  const named = process.env.ROLLCALL_CHROMIUM;
  if (named) return named;
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const inPath = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...inPath, ...ELSEWHERE, chromium.executablePath()].find((file) => existsSync(file));
}

/** Finds a browser or installs one: with apt-get where that can work, else Playwright's own. Throws when neither did. */
export function ensureBrowser(): string {
  const found = findBrowser();
  if (found) return found;
  console.log("rollcall: no Chromium found; installing one");
  const isRoot = process.getuid?.() === 0;
  if (isRoot && existsSync("/etc/debian_version")) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["update", "-qq"], { stdio: ["ignore", "ignore", "inherit"], env });
    for (const name of ["chromium-headless-shell", "chromium"]) {
      if (findBrowser()) break;
      const args = ["install", "-y", "-qq", "--no-install-recommends", name];
      spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env });
    }
  }
  if (!findBrowser()) {
    const cli = path.resolve(import.meta.dirname, "../node_modules/@playwright/test/cli.js");
    const args = [cli, "install", ...(isRoot ? ["--with-deps"] : []), "chromium"];
    spawnSync(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  }
  const installed = findBrowser();
  if (!installed) throw new Error("No Chromium. Install one, or name it in ROLLCALL_CHROMIUM.");
  return installed;
}
