import type { Command } from "commander";
import type { Api } from "../api/client.ts";
import { EXIT, usageError } from "../exit.ts";
import { findMember } from "../find/member.ts";
import { findPerson } from "../find/person.ts";
import { findTeam } from "../find/team.ts";
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
  heir?: string[];
  unowned?: string[];
};

const collect = (given: string, before: string[] = []): string[] => [...before, given];

const idsOf = (api: Api, teams: readonly string[] = []): Promise<string[]> =>
  Promise.all(teams.map(async (given) => (await findTeam(api, given)).id));

/** "Perception=ada@example.com": who owns a team next. A team's name may hold the sign itself, an address does not. */
async function heirOf(api: Api, given: string): Promise<{ teamId: string; userId: string }> {
  const at = given.lastIndexOf("=");
  if (at < 1) throw usageError("--heir is given as team=member.");
  const team = await findTeam(api, given.slice(0, at));
  const { userId } = await findMember(api, team, given.slice(at + 1));
  return { teamId: team.id, userId };
}

/** What is left out has no field: the server's own choice holds then. */
const given = (name: string, list: readonly unknown[]): object => (list.length === 0 ? {} : { [name]: list });

async function bodyOf(api: Api, person: string, options: OffboardOptions): Promise<object> {
  const { id: personId } = await findPerson(api, person);
  const { staysIn, heir = [], unowned } = options;
  return {
    offboarding: {
      personId,
      ...given("staysIn", await idsOf(api, staysIn)),
      ...given("heirs", await Promise.all(heir.map((one) => heirOf(api, one)))),
      ...given("unowned", await idsOf(api, unowned)),
    },
  };
}

export function addOffboard(program: Command, runner: Runner): void {
  withApplyOptions(
    program
      .command("offboard <person>")
      .description("plan that somebody leaves every team and organization; by e-mail address, id or name")
      .option("--apply", "apply the plan at once, where no risk is open")
      .option("-o, --out <file>", "keep the plan in a file for rollcall apply")
      .option("--stays-in <organization>", "where they stay, by its name or id; may be given again", collect)
      .option("--heir <team=member>", "who owns a team next that they own alone; may be given again", collect)
      .option("--unowned <team>", "a team that is left without an owner; may be given again", collect),
  )
    .addHelpText(
      "after",
      "\nWithout --apply nothing is changed: it ends with 2 where there is something to do.",
    )
    .action(
      runner.action<[string, OffboardOptions]>(async (context, person, options) => {
        const apply = applyOptionsOf(options);
        const api = await context.api();
        const plan = await makePlan(api, await bodyOf(api, person, options));
        if (!options.apply || planExit(plan) !== EXIT.changes) return showPlan(context, plan, options.out);
        if (options.out !== undefined) await writePlanFile(options.out, plan);
        printPlan(context.out, plan);
        return applyPlan(context, plan, apply);
      }),
    );
}
