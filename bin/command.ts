import { AppError } from "#lib/core/errors.ts";

// What the server tells its log about its own work is not this command's answer.
process.env.ROLLCALL_LOG_LEVEL ||= "warn";

/** What a person at the keyboard did wrong: printed in one line, without a stack. */
export class Misuse extends Error {}

function lineFor(error: unknown): string {
  if (error instanceof AppError)
    return error.reason ?? Object.values(error.fields ?? {}).flat()[0] ?? error.message;
  return error instanceof Error ? error.message : String(error);
}

/** Runs a command of the shell: what went wrong is one line and exit code 1, and `end` is done in any case. */
export async function runCommand(work: () => Promise<void>, end: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(`rollcall: ${lineFor(error)}`);
    process.exitCode = 1;
  } finally {
    await end();
  }
}
