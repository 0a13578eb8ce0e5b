import type { Command } from "commander";
import { EXIT } from "../exit.ts";
import { findPerson } from "../find/person.ts";
import { applyPlan } from "../plan/apply.ts";
import { writePlanFile } from "../plan/plan-file.ts";
import { makePlan, planExit } from "../plan/plans.ts";
import { printPlan } from "../plan/print.ts";
import { showPlan } from "../plan/show.ts";
import type { Runner } from "../run.ts";
import { applyOptionsOf, type GivenApplyOptions, withApplyOptions } from "./apply-options.ts";

type OffboardOptions = GivenApplyOptions & {
  apply?: boolean;
  out?: string;
  staysIn?: string[];
  unowned?: string[];
};

const collect = (given: string, before: string[] = []): string[] => [...before, given];

export function addOffboard(program: Command, runner: Runner): void {
  withApplyOptions(
    program
      .command("offboard <person>")
      .description("plan that somebody leaves every team and organization; by e-mail address, id or name")
      .option("--apply", "apply the plan at once, where no risk is open")
      .option("-o, --out <file>", "keep the plan in a file for rollcall apply")
      .option(
        "--stays-in <connection>",
        "an organization that they stay in, by its connection's id; may be given again",
        collect,
      )
      .option(
        "--unowned <team>",
        "the id of a team that is left without an owner; may be given again",
        collect,
      ),
  )
    .addHelpText(
      "after",
      "\nWithout --apply nothing is changed: it ends with 2 where there is something to do.",
    )
    .action(
      runner.action<[string, OffboardOptions]>(async (context, given, options) => {
        const apply = applyOptionsOf(options);
        const api = await context.api();
        const { id: personId } = await findPerson(api, given);
        const { staysIn, unowned } = options;
        const plan = await makePlan(api, {
          offboarding: { personId, ...(staysIn ? { staysIn } : {}), ...(unowned ? { unowned } : {}) },
        });
        if (!options.apply || planExit(plan) !== EXIT.changes) return showPlan(context, plan, options.out);
        if (options.out !== undefined) await writePlanFile(options.out, plan);
        printPlan(context.out, plan);
        return applyPlan(context, plan, apply);
      }),
    );
}
