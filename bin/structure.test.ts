import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { circlesOf, findImports, loadedWith, sourceFiles } from "./structure.testing.ts";

const root = path.resolve(import.meta.dirname, "..");
/** The wings of `lib/`, lowest first. */
const WINGS = ["core", "vendors", "store", "access", "directory", "changes", "insight", "jobs"];
/** What a noun's folder may be made of, besides files named after the one thing that they hold. */
const CATCH_ALLS = /\/(?:utils?|helpers?|common|misc|index|types-\w+)\.tsx?$/;
let elsewhere = "";

beforeAll(() => {
  elsewhere = mkdtempSync(path.join(tmpdir(), "rollcall-lint-"));
  cpSync(path.join(root, "biome.json"), path.join(elsewhere, "biome.json"));
});
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

/** Of files that import one thing each: those that Biome, configured as it is, refuses. One run for all, since each takes a moment. */
function refusedOf(cases: readonly (readonly [file: string, specifier: string])[]): string[] {
  const folder = mkdtempSync(path.join(elsewhere, "case-"));
  cpSync(path.join(elsewhere, "biome.json"), path.join(folder, "biome.json"));
  const written = cases.map(([file, specifier], index) => {
    const name = file.replace(/(\.test)?\.tsx?$/, (ending) => `-${index}${ending}`);
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    const source = `import { something } from "${specifier}";\n\nexport const used = something;\n`;
    writeFileSync(path.join(folder, name), source);
    return { name, said: `${file} imports ${specifier}` };
  });
  const args = ["lint", "--only=style/noRestrictedImports", "--vcs-enabled=false", "--reporter=json"];
  const result = spawnSync(path.join(root, "node_modules/.bin/biome"), [...args, "--max-diagnostics=none"], {
    cwd: folder,
    encoding: "utf8",
  });
  if (result.error) throw result.error;
  const { summary, diagnostics } = JSON.parse(result.stdout) as {
    summary: { unchanged: number };
    diagnostics: { location: { path: string } }[];
  };
  // The configuration itself is looked at too.
  expect(summary.unchanged).toBeGreaterThanOrEqual(cases.length);
  const refused = diagnostics.map(({ location }) => location.path.split(path.sep).join("/"));
  return written.filter(({ name }) => refused.some((at) => at.endsWith(name))).map(({ said }) => said);
}

describe("imports point one way: app, components, lib", () => {
  it("refuses each import that runs the other way", () => {
    const cases = [
      ["components/members/row.tsx", "#lib/directory/members/data.ts"],
      ["components/members/row.tsx", "#lib/directory/members/mutations.ts"],
      ["components/members/row.tsx", "#lib/directory/sync/look.ts"],
      ["components/members/row.tsx", "#lib/vendors/gitbook/map.ts"],
      ["components/members/row.tsx", "#lib/store/crypto/key-ring.ts"],
      ["components/members/row.tsx", "#lib/store/db/connection.ts"],
      ["components/members/row.tsx", "#lib/jobs/health.ts"],
      ["components/members/row.tsx", "../../lib/store/db/connection.ts"],
      ["components/members/row.tsx", "#lib/core/env.ts"],
      ["components/members/row.tsx", "../../app/layout.tsx"],
      ["lib/directory/members/data.ts", "#components/ui/button.tsx"],
      ["lib/directory/members/data.ts", "../../../app/layout.tsx"],
      ["lib/directory/members/data.ts", "#sandbox/server.ts"],
      ["app/page.tsx", "#sandbox/server.ts"],
      ["cli/src/api/client.ts", "../../../lib/core/errors.ts"],
      ["cli/src/run.ts", "../../sandbox/server.ts"],
    ] as const;
    expect(refusedOf(cases)).toEqual(cases.map(([file, specifier]) => `${file} imports ${specifier}`));
  });

  it("lets through what runs the right way", () => {
    expect(
      refusedOf([
        ["components/members/row.tsx", "#lib/directory/members/queries.ts"],
        ["components/members/row.tsx", "#lib/vendors/port.ts"],
        ["components/members/row.tsx", "#lib/vendors/facts.ts"],
        ["components/members/row.tsx", "#components/ui/button.tsx"],
        ["app/page.tsx", "#lib/directory/members/data.ts"],
        ["lib/directory/members/data.test.ts", "#sandbox/server.ts"],
        ["cli/src/api/client.ts", "../exit.ts"],
        ["cli/src/config/token.test.ts", "../../../lib/access/tokens/token.ts"],
      ]),
    ).toEqual([]);
  });
});

describe("a wing looks at itself and at lower ones", () => {
  const pairs = WINGS.flatMap((from, low) => WINGS.slice(low + 1).map((to) => [from, to] as const));

  it("has a rule for each pair of wings, by either way of writing it", () => {
    const cases = pairs.flatMap(([from, to]) => [
      [`lib/${from}/thing.ts`, `#lib/${to}/thing.ts`] as const,
      [`lib/${from}/noun/thing.ts`, `../../${to}/noun/thing.ts`] as const,
    ]);
    expect(refusedOf(cases)).toEqual(cases.map(([file, specifier]) => `${file} imports ${specifier}`));
  });

  it("lets every lower wing be seen", () => {
    expect(
      refusedOf(pairs.map(([from, to]) => [`lib/${to}/noun/thing.ts`, `#lib/${from}/thing.ts`])),
    ).toEqual([]);
  });
});

describe("the tree", () => {
  const files = sourceFiles(root);
  const imports = findImports(root, files);

  it("has nothing in lib/ beside the wings", () => {
    const wings = new Set(files.filter((file) => file.startsWith("lib/")).map((file) => file.split("/")[1]));
    expect([...wings].sort()).toEqual([...WINGS].sort());
  });

  it("has no circle of imports, types included", () => {
    expect(files.length).toBeGreaterThan(600);
    expect([...imports.values()].flat().length).toBeGreaterThan(2_000);
    expect(circlesOf(imports)).toEqual([]);
  });

  it("finds a circle where there is one", () => {
    const circle = new Map([
      ["a.ts", ["b.ts"]],
      ["b.ts", ["c.ts", "d.ts"]],
      ["c.ts", ["a.ts"]],
      ["d.ts", []],
    ]);
    expect(circlesOf(circle)).toEqual([["a.ts", "b.ts", "c.ts"]]);
  });

  it("has the server read no more than what stands before Next: the rest is in Next's bundle a second time", () => {
    const loaded = loadedWith(root, "bin/server.ts");
    expect(loaded).toContain("lib/core/env.ts");
    expect(loaded.filter((file) => /^lib\/(?!core\/|access\/auth\/|vendors\/)/.test(file))).toEqual([]);
  });

  it("names files after what they hold, and helpers of tests *.testing.ts", () => {
    expect(files.filter((file) => CATCH_ALLS.test(file))).toEqual([]);
    expect(files.filter((file) => /\/testing[^/]*\.tsx?$/.test(file))).toEqual([]);
  });
});
