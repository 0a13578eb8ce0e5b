// Makes `dist/` of `src/`, or the folder that is given: one program that needs nothing but Node. `npm pack` runs it.
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies } from "../bin/setup/dependencies.mjs";
import { withLock } from "../bin/setup/lock.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const dist = path.resolve(process.argv[2] ?? path.join(here, "dist"));

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

/**
 * The folder of the package that a bundled file is of; undefined of Rollcall's own.
 * @param {string} file
 */
const packageOf = (file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.replaceAll("\\", "/"))?.[0];

/**
 * The licences of what the bundle holds: they ask to go where the code goes.
 * @param {string[]} folders
 */
function licencesOf(folders) {
  return folders.map((folder) => {
    const { name, version, license } = readJson(path.join(folder, "package.json"));
    const text = ["LICENSE", "LICENSE.md", "license", "LICENCE"]
      .map((file) => {
        try {
          return readFileSync(path.join(folder, file), "utf8").trim();
        } catch {
          return "";
        }
      })
      .find(Boolean);
    return `${name} ${version} (${license})\n\n${text ?? "See its package."}\n`;
  });
}

/**
 * Whether two folders hold the same files.
 * @param {string} one
 * @param {string} other
 */
function isSame(one, other) {
  if (!existsSync(other)) return false;
  const names = readdirSync(one).sort();
  return (
    names.join("/") === readdirSync(other).sort().join("/") &&
    names.every((name) => readFileSync(path.join(one, name)).equals(readFileSync(path.join(other, name))))
  );
}

ensureDependencies(root);
const { rolldown } = await import("rolldown");
const made = mkdtempSync(`${dist}-`);
const bundle = await rolldown({
  input: { rollcall: path.join(here, "src/main.ts") },
  platform: "node",
  treeshake: true,
  transform: { target: "node20" },
});
const { output } = await bundle.write({
  dir: made,
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "[name].js",
});
const folders = new Set(
  output.flatMap((chunk) =>
    chunk.type === "chunk" ? chunk.moduleIds.flatMap((file) => packageOf(file) ?? []) : [],
  ),
);
const own = `rollcall ${readJson(path.join(here, "package.json")).version}\n\n${readFileSync(path.join(root, "LICENSE"), "utf8")}`;
writeFileSync(path.join(made, "LICENSES.txt"), [own, ...licencesOf([...folders].sort())].join("\n---\n\n"));
chmodSync(path.join(made, "rollcall.js"), 0o755);
chmodSync(made, 0o755);
// Left as it is where it is the same already: somebody may be packing it.
withLock(root, "cli", () => {
  if (isSame(made, dist)) rmSync(made, { recursive: true });
  else {
    rmSync(dist, { recursive: true, force: true });
    renameSync(made, dist);
  }
});
