import { runUnitTests } from "./unit-tests.ts";
import { runTool, type ToolResult } from "./run-tool.ts";

/** Format, lint, types and unit tests; prints what failed and one line for each. True when all passed. */
export async function verify(): Promise<{ ok: boolean; passed: number; failed: number }> {
  // The types of routes and of imported styles come from Next; a fresh clone has none yet.
  const typegen = await runTool("next", ["typegen"]);
  if (typegen.code !== 0) process.stdout.write(typegen.output);

  const checks: [string, Promise<ToolResult>][] = [
    ["format and lint", runTool("biome", ["ci", "--colors=off", "--error-on-warnings"])],
    ["types", runTool("tsc", ["--noEmit", "--pretty", "false", "-p", "."])],
  ];
  let ok = typegen.code === 0;
  for (const [name, check] of checks) ok = report(name, await check) && ok;
  const unit = await runUnitTests();
  ok = report(`unit tests: ${unit.passed} passed, ${unit.failed} failed`, unit) && ok;
  return { ok, passed: unit.passed, failed: unit.failed };
}

function report(name: string, result: ToolResult): boolean {
  const ok = result.code === 0;
  if (!ok) process.stdout.write(result.output);
  console.log(`${ok ? "ok  " : "FAIL"} ${name} (${(result.durationMs / 1000).toFixed(1)} s)`);
  return ok;
}

if (import.meta.main) process.exit((await verify()).ok ? 0 : 1);
