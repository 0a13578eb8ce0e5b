import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Submission } from "#lib/changes/schema.ts";
import { env } from "#lib/core/env.ts";
import type { Viewer } from "#lib/core/permissions.ts";

export type Child = {
  process: ChildProcess;
  /** Everything it has printed so far, errors too. */
  printed(): string;
  /** Resolves when it has printed this. Rejects when it ends before. */
  says(text: string): Promise<void>;
  /** Sends a signal and waits for its end. */
  end(signal: "SIGKILL" | "SIGTERM"): Promise<void>;
};

/** Where these processes keep the product's modules ready to run: the second starts with two thirds of the work. */
const COMPILE_CACHE = path.join(tmpdir(), "rollcall-compile-cache");

/** Another server process on the same store and vendors. */
export function startChild(
  orders: { viewer: Viewer; submission?: Submission },
  settings: Record<string, string> = {},
  script = path.join(import.meta.dirname, "child.testing.ts"),
): Child {
  const inherited = Object.entries(env())
    .filter(([name, value]) => value !== undefined && name !== "ROLLCALL_TRUSTED_PROXIES")
    .map(([name, value]) => [name, String(value)]);
  const child = spawn(process.execPath, ["--conditions=react-server", script], {
    env: { PATH: "", NODE_COMPILE_CACHE: COMPILE_CACHE, ...Object.fromEntries(inherited), ...settings },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let output = "";
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    output += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const exited = once(child, "exit");
  child.stdin.end(JSON.stringify(orders));
  return {
    process: child,
    printed: () => output,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!output.includes(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        void exited.then(() => reject(new Error(`the process ended: ${output}`)));
      }),
    end: async (signal) => {
      child.kill(signal);
      await exited;
    },
  };
}
