import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { COMPILED } from "./flags.mjs";
import { withLock } from "./lock.mjs";
import { distDir, keepLooks, looksOf } from "./sources.mjs";
import { actionsKeyDigest, stampOf } from "./stamp.mjs";

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
    const looks = looksOf(root);
    const stamp = stampOf(root);
    const next = path.join(root, "node_modules", "next", "dist", "bin", "next");
    const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
    const result = spawnSync(process.execPath, [next, "build"], { cwd: root, env, encoding: "utf8" });
    if (result.status !== 0) throw new Error(`the build failed\n${result.stdout}${result.stderr}`);
    if (options.force) process.stdout.write(result.stdout);
    for (const script of ["bin/setup/styles.mjs", "bin/setup/pack.mjs", "bin/setup/slim.mjs"]) {
      const made = spawnSync(process.execPath, [script, distDir(root)], { cwd: root, env, encoding: "utf8" });
      if (made.status !== 0) throw new Error(`${script} failed\n${made.stderr}`);
    }
    // It is of the bundles before.
    rmSync(COMPILED, { recursive: true, force: true });
    writeFileSync(path.join(distDir(root), "rollcall-actions-key"), actionsKeyDigest());
    writeFileSync(path.join(distDir(root), "rollcall-sources"), stamp);
    keepLooks(root, stamp, looks);
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
  if (textOf("BUILD_ID") === undefined || !hasKey) return false;
  const looks = looksOf(root);
  const stamp = stampOf(root);
  if (textOf("rollcall-sources") !== stamp) return false;
  keepLooks(root, stamp, looks);
  return true;
}
