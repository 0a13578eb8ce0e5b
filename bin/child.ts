import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import type { Settings } from "./run-tool.ts";
import { COMPILED, flagsOf, SERVER_ENV } from "./setup/flags.mjs";

export const root = path.resolve(import.meta.dirname, "..");
const STOP_MS = 12_000;

export type Child = {
  pid: number;
  /** All it printed so far. */
  output: () => string;
  /** Resolves when it ended, to its exit code or signal. */
  exited: Promise<number | string>;
  /** SIGTERM, and SIGKILL when that does not end it in time. */
  stop: () => Promise<void>;
  kill: (signal: NodeJS.Signals) => void;
};

/** Starts a script of this repository, and resolves to what it says once it is up. It ends with this process. */
export async function startScript<T>(
  script: string,
  args: string[],
  env: Settings,
  isUp: (child: ChildProcess, resolve: (up: T) => void) => void,
): Promise<Child & { up: T }> {
  const child = spawn(process.execPath, [...flagsOf(script), script, ...args], {
    cwd: root,
    env: {
      ...SERVER_ENV,
      NODE_COMPILE_CACHE: COMPILED,
      ...process.env,
      NEXT_TELEMETRY_DISABLED: "1",
      ...env,
    },
    stdio: ["pipe", "pipe", "pipe", "ipc"],
  });
  let printed = "";
  const keep = (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-1_000_000);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  const exited = new Promise<number | string>((resolve) => {
    child.on("exit", (code, signal) => resolve(signal ?? code ?? 1));
  });
  const killNow = () => child.kill("SIGKILL");
  process.once("exit", killNow);
  exited.then(() => process.off("exit", killNow));

  const up = await new Promise<T>((resolve, reject) => {
    isUp(child, resolve);
    child.on("error", reject);
    exited.then((how) => reject(new Error(`${script} ended (${how}) before it was up:\n${printed}`)));
  });
  const stop = async () => {
    child.kill("SIGTERM");
    const timer = setTimeout(killNow, STOP_MS);
    await exited;
    clearTimeout(timer);
  };
  const kill = (signal: NodeJS.Signals) => void child.kill(signal);
  return { pid: child.pid ?? 0, output: () => printed, exited, stop, kill, up };
}

/** What this shell may have set for a real instance, taken away: a demo, a test and a measurement start from nothing. */
export const NO_SETTINGS: Settings = {
  DATABASE_URL: "",
  ROLLCALL_KEYS: "",
  ROLLCALL_URL: "",
  ROLLCALL_HSTS_SUBDOMAINS: "",
  ROLLCALL_CONNECTIONS: "",
  ROLLCALL_TRUSTED_PROXIES: "",
  ROLLCALL_WEBHOOK_ALLOW: "",
  ROLLCALL_ADMIN_EMAIL: "",
  ROLLCALL_ADMIN_PASSWORD: "",
  ROLLCALL_OIDC: "",
  ROLLCALL_TWO_FACTOR_ROLES: "",
  ROLLCALL_STEP_UP_MINUTES: "",
  ROLLCALL_STEP_UP_CHANGES: "",
  ROLLCALL_SESSION_IDLE_MINUTES: "",
  ROLLCALL_SESSION_HOURS: "",
  ROLLCALL_SYSLOG: "",
  ROLLCALL_CHECKPOINT_FILE: "",
  ROLLCALL_AUDIT_RETENTION_DAYS: "",
  ROLLCALL_METRICS_TOKEN: "",
  ROLLCALL_SMTP_URL: "",
  ROLLCALL_SMTP_FROM: "",
  ROLLCALL_DEMO: "",
  ROLLCALL_TEST_CLOCK: "",
  HTTPS_PROXY: "",
  HTTP_PROXY: "",
  NO_PROXY: "",
  https_proxy: "",
  http_proxy: "",
  no_proxy: "",
};

export type ServerChild = Child & { url: string };

/** The production server on a port of the system's choice, unless `env` has one. */
export async function startServer(env: Settings): Promise<ServerChild> {
  const child = await startScript<string>(
    "bin/server.ts",
    [],
    { HOST: "127.0.0.1", PORT: "0", ...env },
    (it, up) =>
      it.on("message", (message: { type?: string; url?: string }) => {
        if (message.type === "listening" && message.url) up(message.url);
      }),
  );
  return { ...child, url: child.up };
}

export type SandboxChild = Child & { url: string; paperspaceUrl: string; gitbookUrl: string };

/** `--latency=MS`, as given to the command, for the sandbox: `--latency=0` has it answer at once. */
export const latencyFrom = (argv: readonly string[]): string[] =>
  argv.filter((each) => each.startsWith("--latency="));

/** Both vendors' stand-ins in a process of their own. An answer takes 250 ms ± 100 unless `--latency=MS` is given. */
export async function startSandbox(args: string[] = []): Promise<SandboxChild> {
  type Urls = { url: string; paperspaceUrl: string; gitbookUrl: string };
  const child = await startScript<Urls>("sandbox/main.ts", ["--with-parent", ...args], {}, (it, up) => {
    let seen = "";
    it.stdout?.on("data", (chunk: Buffer) => {
      seen += chunk.toString();
      const line = seen.split("\n").find((each) => each.startsWith("{"));
      if (line && seen.includes("\n")) up(JSON.parse(line) as Urls);
    });
  });
  return { ...child, ...child.up };
}
