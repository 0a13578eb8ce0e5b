/** How a run ends. Scripts go by these numbers: none changes its meaning. */
export const EXIT = {
  done: 0,
  failed: 1,
  changes: 2,
  waits: 3,
  refused: 4,
  usage: 5,
  unreachable: 6,
  token: 7,
  batchFailed: 8,
  /** Ctrl-C, as shells have it. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_WORDS: readonly (readonly [ExitCode, string])[] = [
  [EXIT.done, "done, or nothing to do"],
  [EXIT.failed, "failed"],
  [EXIT.changes, "a plan has changes, is stale, or the roster has drifted"],
  [EXIT.waits, "waits for approval, or for its time"],
  [EXIT.refused, "refused: a scope, a limit, a brake, or a risk that was not accepted"],
  [EXIT.usage, "the command is wrong: usage, a file, a setting, or a name that fits none or several"],
  [EXIT.unreachable, "the server cannot be reached, or takes no requests now"],
  [EXIT.token, "the token does not work, or there is none"],
  [EXIT.batchFailed, "a batch ended with changes that failed"],
  [EXIT.interrupted, "interrupted with Ctrl-C"],
];

/** What a run ends with when it cannot go on: said on stderr, and with `--json` on stdout too. */
export class CliError extends Error {
  readonly exit: ExitCode;
  /** The server's code, or one of the command line's own. */
  readonly code: string;
  /** What a program may want to know besides. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(exit: ExitCode, code: string, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = "CliError";
    this.exit = exit;
    this.code = code;
    this.more = more;
  }
}

export const usageError = (message: string, more?: Readonly<Record<string, unknown>>): CliError =>
  new CliError(EXIT.usage, "USAGE", message, more);
