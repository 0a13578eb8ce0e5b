// Makes `dist/` of `src/`, or the folder that is given: one program that needs nothing but Node. `npm pack` runs it.
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies } from "../bin/setup/dependencies.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const dist = process.argv[2] ?? path.join(here, "dist");

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

ensureDependencies(root);
const { rolldown } = await import("rolldown");
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const bundle = await rolldown({
  input: { rollcall: path.join(here, "src/main.ts") },
  platform: "node",
  treeshake: true,
  transform: { target: "node20" },
});
const { output } = await bundle.write({
  dir: dist,
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "[name].js",
});
const folders = new Set(
  output.flatMap((chunk) =>
    chunk.type === "chunk" ? chunk.moduleIds.flatMap((file) => packageOf(file) ?? []) : [],
  ),
);
writeFileSync(path.join(dist, "LICENSES.txt"), licencesOf([...folders].sort()).join("\n---\n\n"));
chmodSync(path.join(dist, "rollcall.js"), 0o755);
