import { Command } from "commander";
import { addAccount } from "./commands/account.ts";
import { addApply } from "./commands/apply.ts";
import { addBatches } from "./commands/batches.ts";
import { addCompletion } from "./commands/completion.ts";
import { addLists } from "./commands/lists.ts";
import { addOffboard } from "./commands/offboard.ts";
import { addPlan } from "./commands/plan.ts";
import { addRoster } from "./commands/roster.ts";
import { addRotate } from "./commands/rotate.ts";
import { EXIT_WORDS } from "./exit.ts";
import type { Io } from "./io.ts";
import { redacted, shown } from "./output/clean.ts";
import type { Runner } from "./run.ts";
import { VERSION } from "./version.ts";

const ENDS = EXIT_WORDS.map(([code, words]) => `  ${String(code).padStart(3)}  ${words}`).join("\n");
const AFTER_HELP = `
Settings:
  ROLLCALL_URL, ROLLCALL_TOKEN       whom to ask, and with which token, instead of rollcall login
  HTTPS_PROXY, HTTP_PROXY, NO_PROXY  the proxy to go through
  NODE_EXTRA_CA_CERTS                a file with a certificate authority of your own
  NO_COLOR                           no colours

Ends with:
${ENDS}`;

/** Whatever commander says, a token that was given by mistake is not repeated. */
const safe = (text: string): string =>
  redacted(text)
    .split("\n")
    .map((line) => shown(line))
    .join("\n");

/** The whole command line. */
export function makeProgram(io: Io, runner: Runner): Command {
  const program = new Command("rollcall")
    .description("Runs a company's teams on Paperspace and GitBook through its Rollcall.")
    .version(VERSION, "--version", "print the version")
    .option("--json", "print what programs read: JSON on stdout, everything else on stderr")
    .option("--url <address>", "the server: https://rollcall.example.com")
    .option("--timeout <seconds>", "how long one request may take (60)")
    .option("--insecure-http", "allow plain http to another machine: the token can be read on the way")
    .option("--no-color", "no colours")
    .option("--verbose", "say on stderr what is asked of the server")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print a command's help")
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(safe(text)),
      outputError: (text, write) => write(text.replace(/^error: /, "rollcall: ")),
      getOutHelpWidth: () => io.stdout.columns ?? 80,
      getErrHelpWidth: () => io.stderr.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError("Run rollcall --help to see what there is.")
    .addHelpText("after", AFTER_HELP)
    .exitOverride();
  addAccount(program, runner);
  addLists(program, runner);
  addBatches(program, runner);
  addPlan(program, runner);
  addApply(program, runner);
  addOffboard(program, runner);
  addRoster(program, runner);
  addRotate(program, runner);
  addCompletion(program, runner);
  return program;
}
