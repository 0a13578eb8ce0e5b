import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runTool } from "./run-tool.ts";
import type { TestRun } from "./unit-tests.ts";

/** `secondTry`: the titles of tests that passed only when they were run again. */
export type BrowserRun = TestRun & { secondTry: string[] };

/** Runs Playwright; counts come from its own JSON report, and a run without one counts as a failure. */
export async function runBrowserTests(): Promise<BrowserRun> {
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

type Suite = { specs?: { title: string; tests: { status: string }[] }[]; suites?: Suite[] };

function countPlaywright(report: string, code: number): Pick<BrowserRun, "passed" | "failed" | "secondTry"> {
  try {
    const { stats, suites } = JSON.parse(readFileSync(report, "utf8")) as {
      stats: { expected: number; unexpected: number; flaky: number };
      suites: Suite[];
    };
    const passed = stats.expected + stats.flaky;
    const failed = Math.max(stats.unexpected, code === 0 ? 0 : 1);
    return { passed, failed, secondTry: suites.flatMap(flakyIn) };
  } catch {
    return { passed: 0, failed: 1, secondTry: [] };
  }
}

const flakyIn = ({ specs = [], suites = [] }: Suite): string[] => [
  ...specs.filter(({ tests }) => tests.some(({ status }) => status === "flaky")).map(({ title }) => title),
  ...suites.flatMap(flakyIn),
];
