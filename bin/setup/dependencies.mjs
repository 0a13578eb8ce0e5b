import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { withLock } from "./lock.mjs";

/**
 * Runs `npm ci` when what is installed is not what package-lock.json asks for.
 * @param {string} root
 */
export function ensureDependencies(root) {
  if (isInstalled(root)) return;
  withLock(root, "install", () => {
    if (isInstalled(root)) return;
    console.error("rollcall: installing dependencies");
    // Development dependencies too, whatever NODE_ENV says: the build needs them.
    const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
    const result = spawnSync("npm", args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    if (result.status !== 0) throw new Error("npm ci failed; see above.");
  });
}

/**
 * Compares the versions in node_modules/.package-lock.json, which npm writes last, with the lockfile.
 * @param {string} root
 */
function isInstalled(root) {
  const wanted = packagesOf(path.join(root, "package-lock.json"));
  const present = packagesOf(path.join(root, "node_modules", ".package-lock.json"));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === "") return true;
    const found = present[name];
    return found ? found.version === entry.version : entry.optional === true || entry.devOptional === true;
  });
}

/** @param {string} file */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}
