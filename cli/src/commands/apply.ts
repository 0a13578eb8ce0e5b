import type { Command } from "commander";
import { applyPlan } from "../plan/apply.ts";
import { readPlanRef } from "../plan/plan-file.ts";
import type { Runner } from "../run.ts";
import { applyOptionsOf, type GivenApplyOptions, withApplyOptions } from "./apply-options.ts";

export function addApply(program: Command, runner: Runner): void {
  withApplyOptions(
    program
      .command("apply <plan>")
      .description("apply a plan: its id, a file of plan --out, or - for such a file on standard input"),
  )
    .addHelpText(
      "after",
      "\nWhat was planned is applied, or nothing: where things changed since, it ends with 2. Applied again, the same plan\nin the same way is the same batch.",
    )
    .action(
      runner.action<[string, GivenApplyOptions]>(async (context, plan, given) => {
        const options = applyOptionsOf(given);
        return applyPlan(context, await readPlanRef(context.io, plan), options);
      }),
    );
}
