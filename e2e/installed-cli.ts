import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "../bin/child.ts";

const OLDEST = 20;

export type Ended = { code: number; stdout: string; stderr: string };
export type InstalledCli = {
  /** Where it looks for settings. */
  home: string;
  /** Which Node it runs on. */
  node: string;
  /** Runs it with nothing in its environment but a home and what is given; `input` is what is piped in. */
  run: (args: readonly string[], given?: { env?: Record<string, string>; input?: string }) => Promise<Ended>;
  /** All that it was told by arguments, and all that it printed. */
  said: () => string;
  remove: () => void;
};

/** The oldest Node of this machine that the command line is for: the one that runs the tests where there is no other. */
function oldestNode(): string {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const found = [...new Set([...folders, "/usr/bin", "/usr/local/bin"])].flatMap((folder) => {
    const file = path.join(folder, "node");
    const { stdout, status } = spawnSync(file, ["--version"], { encoding: "utf8" });
    const major = Number(/^v(\d+)/.exec(stdout ?? "")?.[1]);
    return status === 0 && major >= OLDEST ? [{ file: realpathSync(file), major }] : [];
  });
  return found.sort((one, other) => one.major - other.major)[0]?.file ?? process.execPath;
}

function npm(args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(
    "npm",
    [...args, "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd,
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(`npm ${args[0]} failed\n${stdout}${stderr}`);
  return stdout;
}

/** Packs the command line and installs the tarball into a clean folder, as people do. It asks no registry: there is nothing to fetch. */
export function installCli(): InstalledCli {
  const folder = mkdtempSync(path.join(tmpdir(), "rollcall-installed-"));
  const packed = npm(["pack", "--pack-destination", folder, "--json"], path.join(root, "cli"));
  const [{ filename = "" } = {}] = JSON.parse(packed.slice(packed.indexOf("["))) as { filename?: string }[];
  npm(["install", "--prefix", folder, "--offline", path.join(folder, filename)], folder);
  const program = path.join(folder, "node_modules", ".bin", "rollcall");
  const node = oldestNode();
  const heard: string[] = [];
  return {
    home: folder,
    node,
    said: () => heard.join("\n"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
    run: (args, { env = {}, input = "" } = {}) =>
      new Promise((resolve, reject) => {
        const child = spawn(node, [program, ...args], {
          cwd: folder,
          env: { NODE_ENV: "production", HOME: folder, PATH: process.env.PATH, ...env },
        });
        const ended = { stdout: "", stderr: "" };
        child.stdout.on("data", (chunk: Buffer) => {
          ended.stdout += chunk;
        });
        child.stderr.on("data", (chunk: Buffer) => {
          ended.stderr += chunk;
        });
        child.on("error", reject);
        child.on("close", (code) => {
          heard.push(args.join(" "), ended.stdout, ended.stderr);
          resolve({ code: code ?? -1, ...ended });
        });
        child.stdin.on("error", () => undefined);
        child.stdin.end(input);
      }),
  };
}
