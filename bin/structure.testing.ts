import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

const SOURCE = /^(?:app|cli\/src|components|lib)\/.*\.tsx?$|^(?:proxy|instrumentation)\.ts$/;
const OF_TESTS = /\.(?:test|testing)\.tsx?$/;
/** `import … from "x"`, `export … from "x"`, `import "x"` and `import("x")`, written over one line or several. */
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*)["']([^"'\n]+)["']/g;

/** The product's files, from the root, as git knows them: new ones too, ignored ones not. */
export function sourceFiles(root: string): string[] {
  const listed = spawnSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  if (listed.status !== 0) throw new Error(`git ls-files: ${listed.stderr}`);
  return listed.stdout.split("\n").filter((file) => SOURCE.test(file) && !OF_TESTS.test(file));
}

/** Which of the files each of them imports, types included. */
export function findImports(root: string, files: readonly string[]): Map<string, string[]> {
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const text = readFileSync(path.join(root, file), "utf8");
      const targets = [...text.matchAll(SPECIFIER)].map(([, specifier = ""]) =>
        specifier.startsWith("#")
          ? specifier.slice(1)
          : path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)),
      );
      return [file, [...new Set(targets)].filter((target) => known.has(target))];
    }),
  );
}

/** The groups of files that import each other in a circle, each in order of its names (Tarjan's algorithm). */
export function circlesOf(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): void => {
    const own = index.size;
    index.set(file, own);
    low.set(file, own);
    stack.push(file);
    for (const target of imports.get(file) ?? []) {
      if (!index.has(target)) visit(target);
      if (stack.includes(target)) low.set(file, Math.min(low.get(file) ?? own, low.get(target) ?? own));
    }
    if (low.get(file) !== own) return;
    const circle = stack.splice(stack.indexOf(file)).sort();
    const [only] = circle;
    if (circle.length > 1 || (only !== undefined && imports.get(only)?.includes(only))) circles.push(circle);
  };
  for (const file of imports.keys()) if (!index.has(file)) visit(file);
  return circles;
}

/** The files that a process which starts with this one reads from source, types left out. */
export function loadedWith(root: string, entry: string): string[] {
  const loaded = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    const text = readFileSync(path.join(root, file), "utf8").replaceAll(/^import type [^;]*;/gm, "");
    for (const [, specifier = ""] of text.matchAll(SPECIFIER)) {
      if (specifier.startsWith("#")) load(specifier.slice(1));
      else if (specifier.startsWith(".")) load(path.posix.join(path.posix.dirname(file), specifier));
    }
  };
  load(entry);
  return [...loaded];
}
