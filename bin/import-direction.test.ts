import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
let elsewhere = "";

beforeAll(() => {
  elsewhere = mkdtempSync(path.join(tmpdir(), "rollcall-lint-"));
  cpSync(path.join(root, "biome.json"), path.join(elsewhere, "biome.json"));
});
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

/** Whether Biome, configured as it is, lets a file at this path import that. */
function isAllowed(file: string, specifier: string): boolean {
  const full = path.join(elsewhere, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, `import { something } from "${specifier}";\n\nexport const used = something;\n`);
  const args = ["lint", "--only=style/noRestrictedImports", "--vcs-enabled=false", file];
  const result = spawnSync(path.join(root, "node_modules/.bin/biome"), args, {
    cwd: elsewhere,
    encoding: "utf8",
  });
  if (result.error) throw result.error;
  expect(`${result.stdout}${result.stderr}`).toContain("Checked 1 file");
  return result.status === 0;
}

describe("imports point one way: app, components, lib", () => {
  it.each([
    ["components/members/row.tsx", "#lib/directory/members/data.ts"],
    ["components/members/row.tsx", "#lib/directory/members/mutations.ts"],
    ["components/members/row.tsx", "#lib/vendors/gitbook/map.ts"],
    ["components/members/row.tsx", "#lib/store/crypto/key-ring.ts"],
    ["components/members/row.tsx", "#lib/store/db/connection.ts"],
    ["components/members/row.tsx", "../../lib/store/db/connection.ts"],
    ["components/members/row.tsx", "#lib/core/env.ts"],
    ["components/members/row.tsx", "../../app/layout.tsx"],
    ["lib/directory/members/data.ts", "#components/ui/button.tsx"],
    ["lib/directory/members/data.ts", "../../app/layout.tsx"],
    ["lib/directory/members/data.ts", "#sandbox/server.ts"],
    ["app/page.tsx", "#sandbox/server.ts"],
  ])("%s may not import %s", (file, specifier) => {
    expect(isAllowed(file, specifier)).toBe(false);
  });

  it.each([
    ["components/members/row.tsx", "#lib/directory/members/queries.ts"],
    ["components/members/row.tsx", "#lib/vendors/port.ts"],
    ["components/members/row.tsx", "#lib/vendors/facts.ts"],
    ["components/members/row.tsx", "#components/ui/button.tsx"],
    ["app/page.tsx", "#lib/directory/members/data.ts"],
    ["lib/directory/members/data.test.ts", "#sandbox/server.ts"],
  ])("%s may import %s", (file, specifier) => {
    expect(isAllowed(file, specifier)).toBe(true);
  });
});
