import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PNG } from "pngjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { comparePictures } from "./compare.ts";

const SIDE = 40;
let folder = "";
let lines: string[] = [];

/** A grey picture, of which so many pixels are a little lighter. */
function draw(file: string, lighter = 0, side = SIDE): void {
  const picture = new PNG({ width: side, height: side });
  picture.data.fill(120);
  for (let at = 0; at < lighter; at++) picture.data[at * 4] = 126;
  for (let at = 3; at < picture.data.length; at += 4) picture.data[at] = 255;
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), PNG.sync.write(picture));
}
const compare = (only?: RegExp): number => {
  const [before, after, diffs] = ["before", "after", "diffs"].map((each) => path.join(folder, each));
  return comparePictures(before ?? "", after ?? "", diffs ?? "", only ? { only } : {});
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "rollcall-compare-"));
  lines = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe("comparePictures", () => {
  it("is content with the same pictures, and with a few other pixels", () => {
    for (const name of ["before", "after"]) draw(`${name}/1280-light/teams.png`);
    draw("before/390-dark/teams.png");
    draw("after/390-dark/teams.png", 10);
    expect(compare()).toBe(0);
    expect(existsSync(path.join(folder, "diffs"))).toBe(false);
  });

  it("names a slightly other colour, another size, a missing and a new picture, the worst first", () => {
    draw("before/1280-light/a-lighter.png");
    draw("after/1280-light/a-lighter.png", 160);
    draw("before/1280-light/larger.png");
    draw("after/1280-light/larger.png", 0, SIDE + 1);
    draw("before/1280-light/missing.png");
    draw("after/1280-light/new.png");
    expect(compare()).toBe(4);
    const text = lines.join("\n");
    expect(text).toMatch(/10\.000% {2}1280-light\/a-lighter\.png {2}160 pixels/);
    expect(text).toMatch(/missing\.png.*missing[\s\S]*larger\.png.*40×40 was, 41×41 is[\s\S]*a-lighter/);
    expect(text).toMatch(/new\.png.*new/);
    expect(existsSync(path.join(folder, "diffs/1280-light/a-lighter.png"))).toBe(true);
    expect(compare(/^missing$/)).toBe(1);
  });

  it("throws for a folder without pictures", () => {
    mkdirSync(path.join(folder, "before"));
    mkdirSync(path.join(folder, "after"));
    expect(() => compare()).toThrow("no pictures");
  });
});
