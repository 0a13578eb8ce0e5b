import { homedir } from "node:os";

export type Sink = {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
};
export type Source = NodeJS.ReadableStream & {
  isTTY?: boolean | undefined;
  setRawMode?: ((on: boolean) => unknown) | undefined;
};

/** Everything that a run touches outside itself: tests give their own. */
export type Io = {
  stdin: Source;
  stdout: Sink;
  stderr: Sink;
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  platform: string;
  /** Sends one request; without a proxy that is Node's own `fetch`. */
  fetch: typeof fetch;
  sleep: (ms: number) => Promise<void>;
  now: () => number;
  /** Runs `then` at Ctrl-C; the answer takes it back. */
  onInterrupt: (then: () => void) => () => void;
};

export const processIo = (): Io => ({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  home: homedir(),
  platform: process.platform,
  fetch: (input, init) => fetch(input, init),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  now: () => Date.now(),
  onInterrupt: (then) => {
    process.once("SIGINT", then);
    return () => process.removeListener("SIGINT", then);
  },
});
