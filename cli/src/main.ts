#!/usr/bin/env node
import { runCommandLine } from "./command-line.ts";
import { EXIT } from "./exit.ts";
import { processIo } from "./io.ts";

// Whoever reads has enough (`rollcall teams | head`).
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

const flush = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.write("", () => resolve());
  });

const code = await runCommandLine(process.argv.slice(2), processIo()).catch((error: unknown) => {
  process.stderr.write(`rollcall: ${error instanceof Error ? error.message : String(error)}\n`);
  return EXIT.failed;
});
await Promise.all([flush(process.stdout), flush(process.stderr)]);
process.exit(code);
