import type { Command } from "commander";
import { answerOf } from "../api/client.ts";
import type { Context } from "../context.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { applyRoster } from "../roster/apply.ts";
import { driftExit, type PlanOptions, planFile, rosterExit, tellPlan } from "../roster/plan.ts";
import { rosterYaml } from "../roster/to-yaml.ts";
import type { Runner } from "../run.ts";
import { applyOptionsOf, type GivenApplyOptions, withApplyOptions } from "./apply-options.ts";

const collect = (given: string, before: string[] = []): string[] => [...before, given];

const withOutputs = (command: Command): Command =>
  command
    .option("-o, --out <file>", "keep the plan in a file for rollcall roster apply")
    .option("-m, --markdown <file>", "write the plan as Markdown, for a comment");

const withAllow = (command: Command): Command =>
  command.option(
    "--allow <brake>",
    "turn a brake off for this plan: few-admins, many-removals, own-removal, re-add; may be given again",
    collect,
  );

async function exportRoster(context: Context): Promise<ExitCode> {
  const { api, origin } = await context.server();
  const roster = await answerOf(api.GET("/roster"));
  if (context.out.json) context.out.document(roster);
  else context.out.raw(rosterYaml(roster, `${origin}/api/v1/roster.schema.json`));
  return EXIT.done;
}

/** The roster as code. */
export function addRoster(program: Command, runner: Runner): void {
  const roster = program.command("roster").description("who is in which team, as a file");
  roster
    .command("export")
    .description("print everybody of every team that the token sees, as YAML; with --json as JSON")
    .action(runner.action((context) => exportRoster(context)));
  withOutputs(
    withAllow(
      roster
        .command("plan <file>")
        .description(
          "say what a roster would change; nothing is changed. Ends with 2 where there are changes",
        ),
    ),
  ).action(
    runner.action<[string, PlanOptions]>(async (context, file, options) => {
      const plan = await planFile(context, file, options);
      await tellPlan(context, plan, { ...options, title: "Roster" });
      return rosterExit(plan);
    }),
  );
  withOutputs(
    withApplyOptions(
      roster
        .command("apply <plan>")
        .description("apply the plan that roster plan --out kept, as it was reviewed, and wait for its end")
        .option("--accept-reviewed", "accept the risks that the plan says: whoever reviewed it has seen them")
        .option("-f, --file <roster>", "apply it only if it is what this roster comes to, as it was merged"),
    ),
  )
    .option("--no-wait", "do not wait for the end of the batch")
    .action(
      runner.action<
        [
          string,
          GivenApplyOptions & { acceptReviewed?: boolean; file?: string; out?: string; markdown?: string },
        ]
      >(async (context, file, given) => {
        const { acceptReviewed, file: merged, out, markdown } = given;
        // It follows its batch to the end. An approval may take days: it is waited for where that is asked for.
        const waits = given.wait === true ? {} : { waitMinutes: 0 };
        const options = { wait: true, ...applyOptionsOf(given), ...waits };
        return applyRoster(context, file, { ...options, acceptReviewed, file: merged, out, markdown });
      }),
    );
  withOutputs(
    withAllow(
      roster
        .command("drift <file>")
        .description(
          "say what is not as a roster says; nothing is changed. Ends with 2 where something is not",
        ),
    ),
  ).action(
    runner.action<[string, PlanOptions]>(async (context, file, options) => {
      const plan = await planFile(context, file, options);
      await tellPlan(context, plan, { ...options, title: "The roster has drifted" });
      return driftExit(plan);
    }),
  );
}
