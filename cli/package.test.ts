// @own-process: it runs programs.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkOf } from "./src/config/token.ts";

/** The checksum is right, so that it is sent. */
const RANDOM = "0".repeat(43);
const TOKEN = `rcl_${RANDOM}${checkOf(RANDOM)}`;
const folder = mkdtempSync(path.join(tmpdir(), "rollcall-dist-"));
const run = (...args: string[]) =>
  spawnSync(process.execPath, [path.join(folder, "rollcall.js"), ...args], {
    encoding: "utf8",
    input: "",
    env: {
      NODE_ENV: "test",
      PATH: process.env.PATH,
      HOME: folder,
      ROLLCALL_URL: "https://localhost:1",
      ROLLCALL_TOKEN: TOKEN,
    },
  });

beforeAll(() => {
  const built = spawnSync(process.execPath, ["build.mjs", folder], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  });
  expect([built.status, built.stderr]).toEqual([0, ""]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("is a program that needs nothing but Node", () => {
  const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const imported = scripts.flatMap((name) =>
    [
      ...readFileSync(path.join(folder, name), "utf8").matchAll(
        /^(?:import|export)\b[^"'\n]*["']([^"']+)["']/gm,
      ),
    ].map(([, from = ""]) => from),
  );
  expect(imported.length).toBeGreaterThan(5);
  expect(imported.filter((from) => !/^(?:node:|\.\/)/.test(from))).toEqual([]);
  expect(readFileSync(path.join(folder, "rollcall.js"), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
});

it("runs, and ends with its codes", () => {
  const version = run("--version");
  expect([version.status, version.stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  const away = run("teams", "--json");
  expect([away.status, JSON.parse(away.stdout).error.exit]).toEqual([6, 6]);
  expect(run("login").status).toBe(5);
});

it("brings the licences of what it holds", () => {
  const licences = readFileSync(path.join(folder, "LICENSES.txt"), "utf8");
  expect(licences).toMatch(/^rollcall \d[\s\S]*?MIT License/);
  for (const name of ["commander", "openapi-fetch", "undici", "yaml", "string-width"])
    expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, "m"));
  expect(licences).not.toContain("See its package.");
});
