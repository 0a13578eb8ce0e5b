import { CommanderError } from "commander";
import { EXIT, type ExitCode } from "./exit.ts";
import type { Io } from "./io.ts";
import { makeProgram } from "./program.ts";
import { Runner } from "./run.ts";

/** Runs the command line; resolves to how it ended. Prints only through `io`. */
export async function runCommandLine(args: readonly string[], io: Io): Promise<ExitCode> {
  const runner = new Runner(io);
  try {
    await makeProgram(io, runner).parseAsync(args, { from: "user" });
    return runner.exit;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
}
