import { type ChildProcess, spawn } from "node:child_process";

/** Runs a TypeScript module's text in a Node process of its own, as the scripts in `bin/` run. Lines it prints come one by one. */
export function runInProcess(
  source: string,
  settings: Record<string, string>,
): { child: ChildProcess; lines: AsyncGenerator<string>; ended: Promise<number | NodeJS.Signals | null> } {
  const args = [
    "--conditions=react-server",
    "--disable-warning=ExperimentalWarning",
    "--input-type=module-typescript",
  ];
  const child = spawn(process.execPath, [...args, "-e", source], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { NODE_ENV: "test", ROLLCALL_LOG_LEVEL: "silent", ...settings },
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
  return { child, lines: linesOf(child), ended };
}

async function* linesOf(child: ChildProcess): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of child.stdout ?? []) {
    const parts = (rest + String(chunk)).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}
