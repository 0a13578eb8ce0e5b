import { ensureBrowser } from "./browser.ts";
import { root } from "./child.ts";
import { runBrowserTests } from "./e2e-tests.ts";
import { writeSbom } from "./sbom.ts";
import { ensureBuild } from "./setup/build.mjs";
import { report, sum, type Tally, verify } from "./verify.ts";

/** A step that is there or not: it counts only when it fails. */
function attempt(name: string, step: () => unknown): Tally {
  const startedAt = Date.now();
  try {
    step();
    return { passed: 0, failed: 0 };
  } catch (error) {
    const output = `${error instanceof Error ? error.message : String(error)}\n`;
    return report(name, { code: 1, output, durationMs: Date.now() - startedAt });
  }
}

const tallies = [await verify("all")];
tallies.push(attempt("software bill of materials", writeSbom));
const setUp = sum([attempt("production build", () => ensureBuild(root)), attempt("browser", ensureBrowser)]);
tallies.push(setUp);
if (setUp.failed === 0) {
  const browser = await runBrowserTests();
  tallies.push(report("browser tests", browser, browser));
}
const { passed, failed } = sum(tallies);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
