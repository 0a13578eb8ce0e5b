import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runTool, type ToolResult } from "./run-tool.ts";

export type TestRun = ToolResult & { passed: number; failed: number };

/** `quick`: on SQLite alone, and without the files that say of themselves that they are slow (`vitest.config.ts`). */
export type Extent = "all" | "quick";

/** Runs vitest; counts come from its own JSON report, and a run without one counts as a failure. */
export async function runUnitTests(extent: Extent, files: string[] = []): Promise<TestRun> {
  const folder = mkdtempSync(path.join(tmpdir(), "rollcall-unit-"));
  const report = path.join(folder, "vitest.json");
  try {
    const args = ["run", ...files, "--reporter=dot", "--reporter=json", `--outputFile.json=${report}`];
    const result = await runTool("vitest", args, { ROLLCALL_UNIT_TESTS: extent });
    return { ...result, ...countVitest(report, result.code) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function countVitest(report: string, code: number): { passed: number; failed: number } {
  try {
    const read = JSON.parse(readFileSync(report, "utf8")) as {
      numPassedTests: number;
      numFailedTests: number;
      numFailedTestSuites: number;
    };
    // A file that could not be loaded has no tests of its own to fail.
    const failed = Math.max(read.numFailedTests, code === 0 ? 0 : 1);
    return { passed: read.numPassedTests, failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
