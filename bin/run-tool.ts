import { spawn } from "node:child_process";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");

/** Environment variables on top of this process's own; an empty one counts as absent. */
export type Settings = Record<string, string | undefined>;

export type ToolResult = { code: number; output: string; durationMs: number };

/** Runs a tool of node_modules/.bin from the repository's root; resolves to its exit code and all it printed. */
export function runTool(name: string, args: string[], env: Settings = {}): Promise<ToolResult> {
  const startedAt = Date.now();
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(root, "node_modules", ".bin", name), args, {
      cwd: root,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", reject);
    child.on("exit", (code) => resolve({ code: code ?? 1, output, durationMs: Date.now() - startedAt }));
    process.on("exit", () => child.kill());
  });
}
