import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const waitMs = 250;
const patienceMs = 15 * 60_000;

/**
 * Runs `work` while no other process runs anything under the same name: two commands on a fresh clone install once.
 * @param {string} root
 * @param {string} name
 * @param {() => unknown} work
 */
export function withLock(root, name, work) {
  const folder = path.join(root, ".runtime", `lock-${name}`);
  mkdirSync(path.join(root, ".runtime"), { recursive: true });
  const deadline = Date.now() + patienceMs;
  while (!claim(folder)) {
    if (Date.now() > deadline)
      throw new Error(`${folder} has been held too long; delete it if nothing runs.`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs);
  }
  try {
    work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function claim(folder) {
  try {
    mkdirSync(folder);
    writeFileSync(path.join(folder, "pid"), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (ownerIsGone(folder)) rmSync(folder, { recursive: true, force: true });
    return false;
  }
}

/** @param {string} folder */
function ownerIsGone(folder) {
  let pid;
  try {
    pid = Number(readFileSync(path.join(folder, "pid"), "utf8"));
  } catch {
    return false; // between mkdir and the write
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}
