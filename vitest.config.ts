import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "vitest/config";

const INCLUDE = ["{app,bench,bin,cli,components,lib,sandbox}/**/*.test.{ts,tsx}", "*.test.ts"];

/** What builds leave, with copies of packages in it. */
const BUILT = "**/.next/**";

const here = (file: string) => path.join(import.meta.dirname, file);

/** What starts, stops or kills the parts of a whole server. */
const WHOLE_SERVER = /^(?:app|bench|bin|lib\/jobs|lib\/changes\/run|lib\/directory\/sync)\//;

/** A file that changes its process for good: it puts another module or global in the place of the real one, or says so. */
const NEEDS_OWN_PROCESS = /\bvi\.(?:mock|doMock|resetModules|stub)|@own-process/;

/** A file that kills processes, fills disks or waits: minutes, for what seldom breaks. `npm run verify` goes without. */
const IS_SLOW = /@slow/;

const files = INCLUDE.flatMap((pattern) => globSync(pattern, { cwd: import.meta.dirname, exclude: [BUILT] }));
const says = (file: string, what: RegExp): boolean => what.test(readFileSync(here(file), "utf8"));

const ownProcess = files.filter((file) => WHOLE_SERVER.test(file) || says(file, NEEDS_OWN_PROCESS));
const leftOut =
  process.env.ROLLCALL_UNIT_TESTS === "quick" ? files.filter((file) => says(file, IS_SLOW)) : [];

/** As the build has it: the text of a Markdown file is what it exports. */
const markdown = {
  name: "markdown",
  transform: (text: string, id: string) =>
    id.endsWith(".md") ? { code: `export default ${JSON.stringify(text)}`, map: null } : undefined,
};

export default defineConfig({
  plugins: [markdown],
  resolve: { alias: { "server-only": here("bin/empty.ts") } },
  test: {
    environment: "node",
    globalSetup: "lib/store/db/global.testing.ts",
    pool: "forks",
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        // Most files share a process: starting one and loading the modules costs more than many of them.
        extends: true,
        // Guessing a password takes as long as it does; most tests are about something else.
        resolve: { alias: { "#lib/core/hash-costs.ts": here("lib/core/hash-costs.testing.ts") } },
        test: {
          name: "shared",
          include: INCLUDE,
          exclude: [...ownProcess, ...leftOut, BUILT],
          isolate: false,
          setupFiles: "lib/core/per-process.testing.ts",
        },
      },
      { extends: true, test: { name: "own process", include: ownProcess, exclude: [...leftOut, BUILT] } },
    ],
  },
});
