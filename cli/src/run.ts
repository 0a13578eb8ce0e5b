import type { Command } from "commander";
import { Context, type GlobalOptions } from "./context.ts";
import { CliError, EXIT, type ExitCode } from "./exit.ts";
import type { Io } from "./io.ts";

/** What a command does, and how it ended. */
export type Work<Args extends unknown[]> = (context: Context, ...args: Args) => Promise<ExitCode>;

/** Makes commander's actions of commands' work, and knows how the run ended. */
export class Runner {
  exit: ExitCode = EXIT.done;
  readonly #io: Io;

  constructor(io: Io) {
    this.#io = io;
  }

  /** `args` are the command's arguments, then its own options with the global ones. */
  action<Args extends unknown[]>(work: Work<Args>): (...given: unknown[]) => Promise<void> {
    return async (...given) => {
      const command = given.at(-1) as Command;
      const options = command.optsWithGlobals<GlobalOptions>();
      const context = new Context(this.#io, options);
      try {
        this.exit = await work(context, ...([...given.slice(0, -2), options] as Args));
      } catch (error) {
        this.exit = tell(context, error);
      }
    };
  }
}

/** Says why a command did not do what was asked. */
function tell({ out, options }: Context, error: unknown): ExitCode {
  out.endProgress();
  const known =
    error instanceof CliError
      ? error
      : new CliError(
          EXIT.failed,
          "INTERNAL",
          `Failed: ${error instanceof Error ? error.message : String(error)}`,
        );
  const [first = "", ...others] = known.message.split("\n");
  out.note(`rollcall: ${first}`);
  for (const line of others) out.note(line);
  if (options.verbose && !(error instanceof CliError) && error instanceof Error && error.stack)
    for (const line of error.stack.split("\n").slice(1)) out.note(line);
  out.document({ error: { code: known.code, message: known.message, exit: known.exit, ...known.more } });
  return known.exit;
}
