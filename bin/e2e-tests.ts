import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runTool } from "./run-tool.ts";
import type { TestRun } from "./unit-tests.ts";

/** Runs Playwright; counts come from its own JSON report, and a run without one counts as a failure. */
export async function runBrowserTests(): Promise<TestRun> {
  const folder = mkdtempSync(path.join(tmpdir(), "rollcall-e2e-"));
  const report = path.join(folder, "playwright.json");
  try {
    const env = { PLAYWRIGHT_JSON_OUTPUT_NAME: report };
    const result = await runTool("playwright", ["test", "--reporter=list,json"], env);
    return { ...result, ...countPlaywright(report, result.code) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function countPlaywright(report: string, code: number): { passed: number; failed: number } {
  try {
    const { stats } = JSON.parse(readFileSync(report, "utf8")) as {
      stats: { expected: number; unexpected: number };
    };
    return { passed: stats.expected, failed: Math.max(stats.unexpected, code === 0 ? 0 : 1) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
