import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { slimChunks } from "./chunks.mjs";
import { COMPILED } from "./flags.mjs";
import { withLock } from "./lock.mjs";

/** Everything that the bundles are made of. */
const SOURCES = [
  "app",
  "bin/setup/chunks.mjs",
  "bin/setup/pack.mjs",
  "bin/setup/styles.mjs",
  "components",
  "docs/help",
  "lib",
  "public",
  "instrumentation.ts",
  "proxy.ts",
  "next.config.mjs",
  "postcss.config.mjs",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
];

/** @param {string} root */
function distDir(root) {
  return path.join(root, process.env.NEXT_DIST_DIR || ".next");
}

/**
 * Builds for production unless a build of exactly these sources is there.
 * @param {string} root
 * @param {{ force?: boolean }} [options]
 */
export function ensureBuild(root, options = {}) {
  if (!options.force && isBuilt(root)) return;
  withLock(root, "build", () => {
    if (!options.force && isBuilt(root)) return;
    console.error("rollcall: building for production");
    const stamp = stampOf(root);
    const next = path.join(root, "node_modules", "next", "dist", "bin", "next");
    const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
    const result = spawnSync(process.execPath, [next, "build"], { cwd: root, env, encoding: "utf8" });
    if (result.status !== 0) throw new Error(`the build failed\n${result.stdout}${result.stderr}`);
    if (options.force) process.stdout.write(result.stdout);
    for (const script of ["bin/setup/styles.mjs", "bin/setup/pack.mjs"]) {
      const made = spawnSync(process.execPath, [script, distDir(root)], { cwd: root, env, encoding: "utf8" });
      if (made.status !== 0) throw new Error(`${script} failed\n${made.stderr}`);
    }
    slimChunks(path.join(distDir(root), "server", "chunks"));
    // It is of the bundles before.
    rmSync(COMPILED, { recursive: true, force: true });
    writeFileSync(path.join(distDir(root), "rollcall-actions-key"), actionsKeyDigest());
    writeFileSync(path.join(distDir(root), "rollcall-sources"), stamp);
  });
}

/** @param {string} root */
function isBuilt(root) {
  const folder = distDir(root);
  const textOf = (/** @type {string} */ name) =>
    existsSync(path.join(folder, name)) ? readFileSync(path.join(folder, name), "utf8") : undefined;
  const key = actionsKeyDigest();
  // Without the key in the environment, a build that was made with one is as good.
  const hasKey = key === "" || textOf("rollcall-actions-key") === key;
  return textOf("BUILD_ID") !== undefined && hasKey && textOf("rollcall-sources") === stampOf(root);
}

/** A digest of the key that servers share whose builds were made apart; empty where none is given. */
function actionsKeyDigest() {
  const key = process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY;
  return key ? createHash("sha256").update(`rollcall build\0${key}`).digest("hex") : "";
}

/**
 * The same name for builds of the same sources with the same key; null where no key is given, and each build is one of its own.
 * @param {string} root
 */
export function sharedBuildId(root) {
  const key = actionsKeyDigest();
  return key === ""
    ? null
    : createHash("sha256").update(stampOf(root)).update(key).digest("hex").slice(0, 24);
}

/** @param {string} root */
function stampOf(root) {
  const hash = createHash("sha256");
  for (const source of SOURCES) addTo(hash, root, source);
  return hash.digest("hex");
}

/**
 * @param {import("node:crypto").Hash} hash
 * @param {string} root
 * @param {string} relative
 */
function addTo(hash, root, relative) {
  const found = statSync(path.join(root, relative), { throwIfNoEntry: false });
  if (found?.isDirectory()) addFolder(hash, root, relative);
  else if (found) addFile(hash, root, relative);
}

/** @type {typeof addTo} */
function addFolder(hash, root, relative) {
  const entries = readdirSync(path.join(root, relative), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (/\.test(?:ing)?\./.test(entry.name)) continue;
    (entry.isDirectory() ? addFolder : addFile)(hash, root, `${relative}/${entry.name}`);
  }
}

/** @type {typeof addTo} */
function addFile(hash, root, relative) {
  hash
    .update(`${relative}\0`)
    .update(readFileSync(path.join(root, relative)))
    .update("\0");
}
