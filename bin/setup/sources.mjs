import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Everything that the bundles are made of. */
const SOURCES = [
  "app",
  "bin/setup/chunks.mjs",
  "bin/setup/pack.mjs",
  "bin/setup/slim.mjs",
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

/** Clocks of file systems tick as rarely as that: a file that changed a moment ago may change again and look the same. */
const TICK_MS = 2_000;

/** @param {string} root */
export const distDir = (root) => path.join(root, process.env.NEXT_DIST_DIR || ".next");

/**
 * The files that the bundles are made of and the folders that they are in, from the root, in the same order each time.
 * @param {string} root
 */
export function findSources(root) {
  /** @type {{ files: string[], folders: string[] }} */
  const found = { files: [], folders: [] };
  /** @param {string} folder */
  const walk = (folder) => {
    found.folders.push(folder);
    const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (/\.test(?:ing)?\./.test(entry.name)) continue;
      if (entry.isDirectory()) walk(`${folder}/${entry.name}`);
      else found.files.push(`${folder}/${entry.name}`);
    }
  };
  for (const source of SOURCES) {
    const stats = statSync(path.join(root, source), { throwIfNoEntry: false });
    if (stats?.isDirectory()) walk(source);
    else if (stats) found.files.push(source);
  }
  return found;
}

/**
 * How a file or folder looks from outside. Whoever changes it changes its `ctime`, which no program can set back.
 * @param {string} file
 */
function lookOf(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino}` : "";
}

/**
 * How all sources look, their folders too: those change when something is put into them or taken out. Undefined where one of them
 * changed within the last tick.
 * @param {string} root
 * @returns {Record<string, string> | undefined}
 */
export function looksOf(root) {
  const { files, folders } = findSources(root);
  const names = [...new Set([...SOURCES, ...folders, ...files])];
  const looks = Object.fromEntries(names.map((name) => [name, lookOf(`${root}/${name}`)]));
  const youngest = Date.now() - TICK_MS;
  const isOld = Object.values(looks).every((look) => !(Number(look.split(" ")[2]) > youngest));
  return isOld ? looks : undefined;
}

/**
 * Keeps how the sources looked before they were read for that digest, so that the next start need not read them.
 * @param {string} root
 * @param {string} stamp
 * @param {ReturnType<typeof looksOf>} looks
 */
export function keepLooks(root, stamp, looks) {
  if (!looks) return;
  try {
    writeFileSync(path.join(distDir(root), "rollcall-looks"), JSON.stringify({ stamp, looks }));
  } catch {
    // A folder that cannot be written is done without.
  }
}

/**
 * Whether a build is there whose sources look as they did when they were read, which takes a fifth of the time that reading
 * them takes. False where only reading can tell.
 * @param {string} root
 */
export function looksBuilt(root) {
  const file = (/** @type {string} */ name) => path.join(distDir(root), name);
  if (process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY || !existsSync(file("BUILD_ID"))) return false;
  try {
    const { stamp, looks } = JSON.parse(readFileSync(file("rollcall-looks"), "utf8"));
    if (readFileSync(file("rollcall-sources"), "utf8") !== stamp) return false;
    return (
      SOURCES.every((source) => source in looks) &&
      Object.entries(looks).every(([name, look]) => lookOf(`${root}/${name}`) === look)
    );
  } catch {
    return false;
  }
}
