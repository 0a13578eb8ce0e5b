import path from "node:path";
import { fileURLToPath } from "node:url";

/** Type stripping, and `server-only` made empty: the guard is for bundles, not for a process that is the server. */
export const NODE_FLAGS = [
  "--disable-warning=ExperimentalWarning",
  "--import",
  "./bin/setup/server-only.mjs",
];

// Left alone, V8 lets the garbage of a large sync grow to twice what lives: half as much memory for a little more work.
export const SERVER_FLAGS = [...NODE_FLAGS, "--max-semi-space-size=4", "--heap-growing-percent=10"];

/** What V8 made of the sources, so that the next start need not make it again. A folder that cannot be written is done without. */
export const COMPILED = path.join(fileURLToPath(new URL("../..", import.meta.url)), ".runtime", "compiled");

/** glibc keeps an arena for each thread; two are enough here. */
export const SERVER_ENV = { MALLOC_ARENA_MAX: "2" };

/** @param {string} script */
export const flagsOf = (script) => (script === "bin/server.ts" ? SERVER_FLAGS : NODE_FLAGS);
