// Writes src/api.d.ts from the document that the server publishes. `npm run types`, after the API has changed.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openApi } from "../lib/insight/api/openapi.ts";
import { stampOf, TYPES_FILE } from "./types-stamp.ts";

/** It needs a TypeScript that has an API in JavaScript, which nothing else here does: fetched when it is run. */
const PACKAGES = ["openapi-typescript@7.13.0", "typescript@5.9.3"];

const folder = mkdtempSync(path.join(tmpdir(), "rollcall-types-"));
try {
  const [document, made] = [path.join(folder, "openapi.json"), path.join(folder, "api.d.ts")];
  writeFileSync(document, JSON.stringify(openApi()));
  const args = ["exec", "--yes", ...PACKAGES.map((name) => `--package=${name}`), "--"];
  const tool = ["openapi-typescript", document, "--output", made, "--alphabetize"];
  const { status } = spawnSync("npm", [...args, ...tool], { cwd: folder, stdio: "inherit" });
  if (status !== 0) throw new Error("openapi-typescript failed; see above.");
  const text = readFileSync(made, "utf8");
  writeFileSync(TYPES_FILE, `${stampOf(openApi(), text)}\n${text}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
