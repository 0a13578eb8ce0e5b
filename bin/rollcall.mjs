#!/usr/bin/env node
// The one door behind every npm script. Written for Node 18 and later: it fetches Node 24 where the machine's is older.
import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { endWith } from "./setup/end-with.mjs";
import { COMPILED, flagsOf, SERVER_ENV } from "./setup/flags.mjs";
import { ensureNode } from "./setup/node.mjs";
import { looksBuilt } from "./setup/sources.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** What each npm script runs, and whether it needs a production build first. */
const COMMANDS = {
  start: { needsBuild: true, script: "bin/server.ts" },
  demo: { needsBuild: true, script: "bin/demo.ts" },
  dev: { script: "bin/dev.ts" },
  build: { script: "bin/build.ts" },
  test: { script: "bin/test.ts" },
  verify: { script: "bin/verify.ts" },
  format: { script: "bin/format.ts" },
  bench: { needsBuild: true, script: "bench/main.ts" },
  drill: { needsBuild: true, script: "bench/drills/main.ts" },
  sandbox: { script: "sandbox/main.ts" },
  user: { script: "bin/user.ts" },
  audit: { script: "bin/audit.ts" },
  keys: { script: "bin/keys.ts" },
  backup: { script: "bin/backup.ts" },
  restore: { script: "bin/restore.ts" },
  sbom: { script: "bin/sbom.ts" },
  screenshots: { needsBuild: true, script: "bin/screenshots.ts" },
};

/**
 * Runs a child that ends with this process, whichever way this process ends, and resolves to its exit code.
 * @param {string[]} args
 */
function run(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ["inherit", "inherit", "inherit", "ipc"],
      env: { ...SERVER_ENV, NODE_COMPILE_CACHE: COMPILED, ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
    });
    endWith(child);
    child.on("error", (error) => {
      console.error(`rollcall: ${error.message}`);
      resolve(1);
    });
    child.on("exit", (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}

async function main() {
  const name = process.argv[2] ?? "start";
  const command = COMMANDS[name];
  if (!command) {
    console.error(`rollcall: there is no command "${name}". Known: ${Object.keys(COMMANDS).join(", ")}.`);
    return 1;
  }
  const elsewhere = ensureNode(root, process.argv.slice(1));
  if (elsewhere !== undefined) return elsewhere;
  ensureDependencies(root);
  // What makes a build is only loaded where there may be something to build.
  if (command.needsBuild && !looksBuilt(root)) (await import("./setup/build.mjs")).ensureBuild(root);
  return run([...flagsOf(command.script), command.script, ...process.argv.slice(3)]);
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(`rollcall: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
