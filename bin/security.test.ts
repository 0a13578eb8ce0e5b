import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const text = readFileSync(path.join(root, "SECURITY.md"), "utf8");
const table = text.slice(text.indexOf("## What must be survived"));
const lines = table.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| what happens"));
const named = [...table.matchAll(/`([\w./-]+\.(?:test|spec)\.tsx?)` “([^”]+)”/g)].map((found) => ({
  file: found[1] ?? "",
  title: (found[2] ?? "").replaceAll("\\|", "|"),
}));

describe("SECURITY.md", () => {
  it("goes through everything, each line with a test or the sentence why not", () => {
    expect(lines.length).toBeGreaterThan(60);
    const bare = lines.filter((line) => !/`[\w./-]+\.(test|spec)\.tsx?` “|\| [^|]{30,} \|$/.test(line));
    expect(bare).toEqual([]);
    expect(named.length).toBeGreaterThan(100);
  });

  it("names tests that are there", () => {
    const gone = named.filter(({ file, title }) => {
      const full = path.join(root, file);
      return !existsSync(full) || !readFileSync(full, "utf8").includes(title);
    });
    expect(gone).toEqual([]);
  });
});
