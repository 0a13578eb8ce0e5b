import type { Command } from "commander";
import type { Context } from "../context.ts";
import { type ExitCode, usageError } from "../exit.ts";
import { findMember } from "../find/member.ts";
import { findTeam } from "../find/team.ts";
import { readDocument } from "../input/document.ts";
import { untilOf } from "../input/times.ts";
import { getPlan } from "../plan/plans.ts";
import { planAndShow, showPlan } from "../plan/show.ts";
import type { Runner } from "../run.ts";

type PlanOptions = { out?: string; until?: string };

const withOut = (command: Command): Command =>
  command.option("-o, --out <file>", "keep the plan in a file for rollcall apply");

/** A list of changes, or the body that the API takes. */
function bodyOf(document: unknown): object {
  if (Array.isArray(document)) return { changes: document };
  if (typeof document === "object" && document !== null) return document;
  throw usageError(
    "The file holds no changes: it is a list of changes, or one of changes, filter, offboarding, undo, roster.",
  );
}

async function planOne(context: Context, change: object, { out, until }: PlanOptions): Promise<ExitCode> {
  const changes = [{ ...change, ...(until === undefined ? {} : { until: untilOf(until) }) }];
  return planAndShow(context, { changes }, out);
}

/** `plan` and the changes that can be planned without a file. */
export function addPlan(program: Command, runner: Runner): void {
  const plan = withOut(
    program
      .command("plan")
      .argument("[file]", "changes as YAML or JSON, - for standard input")
      .description("say what changes would do; nothing is changed. Ends with 2 where there are changes"),
  ).action(
    runner.action<[string | undefined, PlanOptions]>(async (context, file, { out }) => {
      if (file === undefined)
        throw usageError("Give a file with changes, or - for standard input. See: rollcall plan --help");
      return planAndShow(context, bodyOf(await readDocument(context.io, file)), out);
    }),
  );
  withOut(plan.command("show <id>").description("say a plan as it stands now")).action(
    runner.action<[string, PlanOptions]>(async (context, id, { out }) =>
      showPlan(context, await getPlan(await context.api(), id), out),
    ),
  );
  withOut(plan.command("undo <batch>").description("plan what takes a batch back, by its id")).action(
    runner.action<[string, PlanOptions]>((context, batchId, { out }) =>
      planAndShow(context, { undo: { batchId } }, out),
    ),
  );
  withOut(
    plan
      .command("set-role <team> <member> <role>")
      .description("plan another role: owner, admin or member")
      .option("--until <time>", "when it ends: 8h, 7d, or 2026-12-04T17:00Z"),
  ).action(
    runner.action<[string, string, string, PlanOptions]>(async (context, name, given, role, options) => {
      const api = await context.api();
      const team = await findTeam(api, name);
      const { userId } = await findMember(api, team, given);
      return planOne(context, { kind: "member.setRole", input: { teamId: team.id, userId, role } }, options);
    }),
  );
  withOut(plan.command("remove <team> <member>").description("plan that somebody leaves a team")).action(
    runner.action<[string, string, PlanOptions]>(async (context, name, given, options) => {
      const api = await context.api();
      const team = await findTeam(api, name);
      const { userId } = await findMember(api, team, given);
      return planOne(context, { kind: "member.remove", input: { teamId: team.id, userId } }, options);
    }),
  );
}
