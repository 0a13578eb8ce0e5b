import path from "node:path";
import { fileURLToPath } from "node:url";

/** Type stripping, and `server-only` made empty: the guard is for bundles, not for a process that is the server. */
export const NODE_FLAGS = [
  "--disable-warning=ExperimentalWarning",
  "--import",
  "./bin/setup/server-only.mjs",
];

// Left alone, V8 lets garbage grow to twice what lives: 100 MB more. Held tighter than this, it collects with every third page:
// a page costs twice the processor then, most of it in V8's own threads. And it interprets a function until it was called often:
// machine code from the first call on halves what a server that is asked seldom takes for an answer. Of what was not run since
// six collections, that code goes too: 10 MB.
export const SERVER_FLAGS = [
  ...NODE_FLAGS,
  "--max-semi-space-size=8",
  "--heap-growing-percent=20",
  "--always-sparkplug",
  "--flush-baseline-code",
];

/** What V8 made of the sources, so that the next start need not make it again. A folder that cannot be written is done without. */
export const COMPILED = path.join(fileURLToPath(new URL("../..", import.meta.url)), ".runtime", "compiled");

/** glibc keeps an arena for each thread; two are enough here. One, made to give back what is free, has a crowd wait twice as long. */
export const SERVER_ENV = { MALLOC_ARENA_MAX: "2" };

/** @param {string} script */
export const flagsOf = (script) => (script === "bin/server.ts" ? SERVER_FLAGS : NODE_FLAGS);
