import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

type Lock = { packages: Record<string, { version?: string; hasInstallScript?: boolean }> };
type Manifest = {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};

const read = (name: string) =>
  JSON.parse(readFileSync(path.resolve(import.meta.dirname, "..", name), "utf8"));
const manifest = read("package.json") as Manifest;
const lock = read("package-lock.json") as Lock;

const isAtLeast = (version: string, floor: string): boolean =>
  version.localeCompare(floor, "en", { numeric: true }) >= 0;

describe("dependencies", () => {
  // Each floor is the first release without a hole that would matter here.
  it.each([
    ["next", "16.4.1"],
    ["react", "19.3.0"],
    ["react-dom", "19.3.0"],
    ["next-auth", "4.24.13"],
    ["zod", "4.0.0"],
    ["jose", "6.0.0"],
  ])("%s is at least %s", (name, floor) => {
    const version = lock.packages[`node_modules/${name}`]?.version ?? "";
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    expect(isAtLeast(version, floor)).toBe(true);
  });

  it("are pinned, so that a fresh clone builds what was tested", () => {
    const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(ranges.filter(([, range]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range))).toEqual([]);
  });

  it("are pinned for what the bench measures Rollcall beside as well, and React is the same there", () => {
    const fixture = read("bench/fixtures/spa/package.json") as Manifest;
    const ranges = { ...fixture.dependencies, ...fixture.devDependencies };
    expect(Object.entries(ranges).filter(([, range]) => !/^\d+\.\d+\.\d+$/.test(range))).toEqual([]);
    const { react, "react-dom": reactDom } = manifest.dependencies;
    expect(fixture.dependencies).toMatchObject({ react, "react-dom": reactDom });
  });

  it("are the same for the command line, whose packages are installed with Rollcall's and go into its bundle", () => {
    const { version, devDependencies, ...others } = read("cli/package.json") as Manifest & {
      version: string;
    };
    expect(version).toBe(read("package.json").version);
    expect(Object.keys(devDependencies)).toContain("commander");
    expect(manifest.devDependencies).toMatchObject(devDependencies);
    expect(others).not.toHaveProperty("dependencies");
  });

  it("need no install script: each package that has one is refused it by name", () => {
    const withScripts = Object.entries(lock.packages)
      .filter(([, entry]) => entry.hasInstallScript)
      .map(([name]) => name.replace(/^.*node_modules\//, ""));
    expect(withScripts.filter((name) => manifest.allowScripts[name] !== false)).toEqual([]);
    expect(Object.values(manifest.allowScripts)).not.toContain(true);
  });
});
