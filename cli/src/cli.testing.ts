import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { runCommandLine } from "./command-line.ts";
import { checkOf } from "./config/token.ts";
import type { ExitCode } from "./exit.ts";
import type { Io, Source } from "./io.ts";
import { VERSION } from "./version.ts";

export type Asked = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
};
type Answer = {
  status?: number;
  body?: unknown;
  text?: string;
  headers?: Record<string, string>;
  /** Nothing is answered: the code that Node gives. */
  lost?: string;
};
/** What stands in for the server: answers a request, or undefined where there is nothing. */
export type Server = (asked: Asked) => Answer | undefined;

export const ORIGIN = "https://rollcall.example";

/** A token that works nowhere, made when it is asked for: its checksum is right. */
export function madeToken(): string {
  const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const random = Array.from({ length: 43 }, () => letters[Math.floor(Math.random() * 62)]).join("");
  return `rcl_${random}${checkOf(random)}`;
}

export const problem = (status: number, code: string, detail: string, more: object = {}): Answer => ({
  status,
  headers: { "content-type": "application/problem+json" },
  body: { type: `urn:rollcall:problem:${code}`, title: "", status, detail, instance: "", code, ...more },
});

export const page = (items: readonly unknown[], next: string | null = null): Answer => ({
  body: { items, next, total: items.length },
});

export type Ran = {
  code: ExitCode;
  stdout: string;
  stderr: string;
  asked: Asked[];
  /** How long it waited, in milliseconds. */
  slept: number[];
  home: string;
};
export type Given = {
  server?: Server;
  stdin?: string;
  /** On a terminal of this width. */
  tty?: number;
  env?: Record<string, string | undefined>;
  home?: string;
};

/** Runs the command line in this process, with a server of the test's own. */
export async function run(args: readonly string[], given: Given = {}): Promise<Ran> {
  const home = given.home ?? mkdtempSync(path.join(tmpdir(), "rollcall-cli-"));
  const [written, asked, slept]: [{ out: string; err: string }, Asked[], number[]] = [
    { out: "", err: "" },
    [],
    [],
  ];
  let now = Date.UTC(2026, 10, 30);
  const terminal = given.tty === undefined ? {} : { isTTY: true, columns: given.tty };
  const io: Io = {
    stdin: Object.assign(Readable.from(given.stdin === undefined ? [] : [Buffer.from(given.stdin)]), {
      ...(given.tty !== undefined && given.stdin === undefined ? { isTTY: true } : {}),
    }) as Source,
    stdout: { ...terminal, write: (text) => (written.out += text) },
    stderr: { ...terminal, write: (text) => (written.err += text) },
    env: { ROLLCALL_URL: ORIGIN, ROLLCALL_TOKEN: madeToken(), ...given.env },
    home,
    platform: process.platform,
    fetch: async (input, init) => {
      const url = new URL(String(input));
      const text = init?.body as string | undefined;
      const one: Asked = {
        method: init?.method ?? "GET",
        path: url.pathname.replace("/api/v1", ""),
        query: url.searchParams,
        headers: new Headers(init?.headers),
        body: text === undefined ? undefined : JSON.parse(text),
      };
      asked.push(one);
      const answer = given.server?.(one) ?? problem(404, "NOT_FOUND", "There is nothing of this id");
      if (answer.lost !== undefined)
        throw new TypeError("fetch failed", {
          cause: Object.assign(new Error("lost"), { code: answer.lost }),
        });
      return new Response(answer.text ?? JSON.stringify(answer.body), {
        status: answer.status ?? 200,
        headers: { "content-type": "application/json", "rollcall-version": VERSION, ...answer.headers },
      });
    },
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
    now: () => now,
    onInterrupt: () => () => undefined,
  };
  const code = await runCommandLine(args, io);
  return { code, stdout: written.out, stderr: written.err, asked, slept, home };
}
