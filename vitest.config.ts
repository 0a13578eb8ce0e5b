import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "server-only": path.join(import.meta.dirname, "bin", "empty.ts") } },
  test: {
    environment: "node",
    include: ["{app,bench,bin,components,lib,sandbox}/**/*.test.{ts,tsx}", "*.test.ts"],
    globalSetup: "lib/store/db/global.testing.ts",
    // A process a file: the store, the key ring and the queues hang on globalThis.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
