/** Type stripping, and `server-only` made empty: the guard is for bundles, not for a process that is the server. */
export const NODE_FLAGS = [
  "--disable-warning=ExperimentalWarning",
  "--import",
  "./bin/setup/server-only.mjs",
];

// Left alone, V8 lets the garbage of a large sync grow to twice what lives: half as much memory for a little more work.
export const SERVER_FLAGS = [
  ...NODE_FLAGS,
  "--max-semi-space-size=4",
  "--heap-growing-percent=10",
  "--optimize-for-size",
];

/** glibc keeps an arena for each thread; two are enough here. */
export const SERVER_ENV = { MALLOC_ARENA_MAX: "2" };

/** @param {string} script */
export const flagsOf = (script) => (script === "bin/server.ts" ? SERVER_FLAGS : NODE_FLAGS);
