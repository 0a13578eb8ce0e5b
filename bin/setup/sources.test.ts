import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ensureBuild } from "./build.mjs";
import { looksBuilt } from "./sources.mjs";
import { stampOf } from "./stamp.mjs";

const LONG_AGO = new Date("2020-01-01T00:00:00Z");
let root = "";
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};
/** The clock, so many seconds from now: a file that changed just now is not trusted. */
const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000);

/** Repeats a change until the next tick of the file system's clock, a hundredth of a second: none is trusted that is younger than two seconds. */
function untilItTicks(file: string, change: () => void) {
  const ctime = () => statSync(path.join(root, file)).ctimeMs;
  for (const before = ctime(); ctime() === before; ) change();
}

const addBeside = () => untilItTicks("lib/core", () => write(`lib/core/${randomUUID()}.ts`, ""));

function changeUnseen() {
  untilItTicks("lib/core/one.ts", () => {
    write("lib/core/one.ts", "two");
    utimesSync(path.join(root, "lib/core/one.ts"), LONG_AGO, LONG_AGO);
  });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.stubEnv("NEXT_SERVER_ACTIONS_ENCRYPTION_KEY", "");
  vi.stubEnv("NEXT_DIST_DIR", "");
  root = mkdtempSync(path.join(tmpdir(), "rollcall-sources-"));
  write("lib/core/one.ts", "one");
  utimesSync(path.join(root, "lib/core/one.ts"), LONG_AGO, LONG_AGO);
  write("package.json", "{}");
  write(".next/BUILD_ID", "of this build");
  write(".next/rollcall-sources", stampOf(root));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

it("knows a build by its sources' looks once they were read, as long as they stay as they are", () => {
  later(10);
  expect(looksBuilt(root)).toBe(false);
  ensureBuild(root);
  expect(looksBuilt(root)).toBe(true);
  write("lib/core/one.test.ts", "a test is no part of it");
  later(10);
  ensureBuild(root);
  write("lib/core/one.test.ts", "whatever it says");
  expect(looksBuilt(root)).toBe(true);
});

it.each<[string, () => void]>([
  ["a folder is there that was not", () => write("app/new.tsx", "")],
  ["a file is there that was not", addBeside],
  ["a file is gone", () => rmSync(path.join(root, "lib/core/one.ts"))],
  ["a file is another one of the same size and time", changeUnseen],
  ["the build is of other sources", () => write(".next/rollcall-sources", "0".repeat(64))],
  ["there is no build", () => rmSync(path.join(root, ".next/BUILD_ID"))],
  ["a key is given that the build may lack", () => vi.stubEnv("NEXT_SERVER_ACTIONS_ENCRYPTION_KEY", "a key")],
])("reads the sources where %s", (_, change) => {
  later(10);
  ensureBuild(root);
  expect(looksBuilt(root)).toBe(true);
  change();
  expect(looksBuilt(root)).toBe(false);
});

it("trusts no looks of files that changed a moment ago, for they may change again within the same tick", () => {
  ensureBuild(root);
  expect(looksBuilt(root)).toBe(false);
});
