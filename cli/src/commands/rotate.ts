import type { Command } from "commander";
import type { Plan } from "../api/contract.ts";
import type { Context } from "../context.ts";
import { CliError, EXIT, type ExitCode, usageError } from "../exit.ts";
import { findTeam } from "../find/team.ts";
import { shown } from "../output/clean.ts";
import { applyPlan } from "../plan/apply.ts";
import { makePlan, planExit } from "../plan/plans.ts";
import { printPlan } from "../plan/print.ts";
import { generated, readValue, writeValue } from "../rotate/value.ts";
import type { Runner } from "../run.ts";
import { withAccept } from "./apply-options.ts";

type RotateOptions = {
  generate?: boolean;
  length?: string;
  out?: string;
  print?: boolean;
  accept?: string[];
};

function lengthOf({ length = "40" }: RotateOptions): number {
  const given = /^\d{1,4}$/.test(length) ? Number(length) : 0;
  if (given < 16 || given > 4_096) throw usageError("--length is a whole number from 16 to 4096.");
  return given;
}

/** Refuses what would lose a value, or show it to somebody. */
function check({ out }: Context, options: RotateOptions): void {
  const isOnlyForGenerated =
    options.length !== undefined || options.out !== undefined || options.print === true;
  if (options.generate !== true && isOnlyForGenerated)
    throw usageError("--length, --out and --print are for a value that --generate makes.");
  if (options.print !== true) return;
  if (out.json) throw usageError("--print and --json both want standard output: give --out with a file.");
  if (out.isTty)
    throw usageError(
      "--print writes the value to standard output: pipe it into what keeps it. Here it would be seen.",
    );
}

async function rotate(
  context: Context,
  teamGiven: string,
  name: string,
  options: RotateOptions,
): Promise<ExitCode> {
  check(context, options);
  const { io, out } = context;
  const api = await context.api();
  const team = await findTeam(api, teamGiven);
  const length = lengthOf(options);
  const value = options.generate === true ? generated(length) : await readValue(io, shown(name));
  out.hide(value);
  // First, so that no value is set which nobody has.
  const takeAway = options.out === undefined ? undefined : await writeValue(options.out, value);
  let became: "planned" | "sent" | "taken" = "planned";
  try {
    const plan: Plan = await makePlan(api, {
      changes: [{ kind: "secret.rotate", input: { teamId: team.id, name, value } }],
    });
    if (planExit(plan) !== EXIT.changes) {
      printPlan(out, plan);
      out.document(plan);
      await takeAway?.();
      return planExit(plan);
    }
    const open = plan.risks.filter(({ code }) => !options.accept?.includes(code));
    if (open.length > 0) throw openRisks(plan, open);
    became = "sent";
    const applied = { accept: options.accept ?? [], wait: true, waitMinutes: 0 };
    const ended = await applyPlan(context, plan, applied, ({ status }) => {
      became = "taken";
      if (options.print === true && status !== "nothing") out.raw(`${value}\n`);
    });
    tellWhere(context, options, ended);
    return ended;
  } catch (error) {
    await afterFailure(context, options, error, became, takeAway);
    throw error;
  }
}

/** A value that was surely not set is taken away again; of any other, whoever has to look is told where it is. */
async function afterFailure(
  { out }: Context,
  { out: file }: RotateOptions,
  error: unknown,
  became: "planned" | "sent" | "taken",
  takeAway: (() => Promise<void>) | undefined,
): Promise<void> {
  const isAnswered = error instanceof CliError && error.exit !== EXIT.unreachable;
  const isUnset = became === "planned" || (became === "sent" && isAnswered);
  if (isUnset) await takeAway?.();
  else if (file !== undefined) out.note(`Whether the value was set is not known: it is in ${file}.`);
  else out.note("Whether the value was set is not known. Look at the batch, then rotate again.");
}

const openRisks = (plan: Plan, open: Plan["risks"]): CliError =>
  new CliError(
    EXIT.refused,
    "NEEDS_CONFIRMATION",
    [
      "Nothing was changed: there are risks to accept. Give the command again with --accept for each.",
      ...open.map(({ code, text }) => `  ${shown(code)}  ${shown(text)}`),
    ].join("\n"),
    { risks: plan.risks },
  );

function tellWhere({ out }: Context, { generate, out: file, print }: RotateOptions, ended: ExitCode): void {
  if (file !== undefined) out.note(`The value is in ${file}, for you alone.`);
  else if (generate === true && print !== true && ended === EXIT.done)
    out.note("The value was generated and is kept nowhere but at the vendor.");
}

export function addRotate(program: Command, runner: Runner): void {
  withAccept(
    program
      .command("rotate <team> <name>")
      .description(
        "give a secret another value: piped in, typed unseen, or generated; and wait until it is set",
      )
      .option("--generate", "make a value of letters and digits")
      .option("--length <characters>", "how long it is (40)")
      .option("-o, --out <file>", "write the generated value to a new file that only you can read")
      .option("--print", "write the generated value to standard output, into a pipe"),
  )
    .addHelpText(
      "after",
      "\nThe value is never an argument: those stand in the shell's history and in the list of processes.\n  pass show ci/key | rollcall rotate Perception API_KEY\n  rollcall rotate Perception API_KEY --generate --print | pass insert --multiline ci/key",
    )
    .action(runner.action<[string, string, RotateOptions]>(rotate));
}
