import { runTool, type ToolResult } from "./run-tool.ts";
import { type Extent, runUnitTests } from "./unit-tests.ts";

export type Tally = { passed: number; failed: number };

/** Prints what a check printed if it failed, one line in any case, and counts it. */
export function report(name: string, result: ToolResult, counts?: Tally): Tally {
  const ok = result.code === 0;
  if (!ok) process.stdout.write(result.output);
  const numbers = counts ? `: ${counts.passed} passed, ${counts.failed} failed` : "";
  console.log(`${ok ? "ok  " : "FAIL"} ${name}${numbers} (${(result.durationMs / 1000).toFixed(1)} s)`);
  return counts ?? { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

export const sum = (tallies: Tally[]): Tally => ({
  passed: tallies.reduce((total, each) => total + each.passed, 0),
  failed: tallies.reduce((total, each) => total + each.failed, 0),
});

/** Format, lint, types and unit tests. */
export async function verify(extent: Extent): Promise<Tally> {
  const linting = runTool("biome", ["ci", "--colors=off", "--error-on-warnings", "--max-diagnostics=50"]);
  // The types of routes and of imported styles come from Next; a fresh clone has none yet.
  const typegen = await runTool("next", ["typegen"]);
  const typing = runTool("tsc", ["--noEmit", "--pretty", "false", "-p", "."]);
  // The command line runs on an older Node too, which knows less.
  const typingCli = runTool("tsc", ["--noEmit", "--pretty", "false", "-p", "cli"]);
  const tallies = [report("format and lint", await linting)];
  if (typegen.code !== 0) tallies.push(report("route types", typegen));
  tallies.push(report("types", await typing), report("types of the command line", await typingCli));
  const unit = await runUnitTests(extent);
  tallies.push(report("unit tests", unit, unit));
  return sum(tallies);
}

if (import.meta.main) process.exit((await verify("quick")).failed === 0 ? 0 : 1);
