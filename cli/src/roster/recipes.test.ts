import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { EXAMPLE, RECIPES } from "../../../e2e/pipeline.ts";
import { rosterJsonSchema } from "../../../lib/changes/roster/json-schema.ts";
import { sourceOf } from "./source.ts";

// Of docs/roster-as-code.md. `e2e/roster-as-code.spec.ts` runs the scripts.

it("show a roster that the schema and the command line take", () => {
  const validate = new Ajv2020({ strict: true, formats: { "date-time": true, date: true } }).compile(
    rosterJsonSchema(),
  );
  const { roster } = sourceOf(EXAMPLE, "roster.yaml");
  expect([validate(roster), validate.errors]).toEqual([true, null]);
  expect(validate({ ...roster, removeOther: true })).toBe(false);
});

it("are pinned, give their tokens to the branches alone that may have them, and run one at a time", () => {
  expect([...RECIPES.keys()].sort()).toEqual(
    [
      ".github/workflows/roster-apply.yml",
      ".github/workflows/roster-plan.yml",
      ".gitlab-ci.yml",
      ...["apply", "drift-cron", "drift", "install", "plan"].map((name) => `ci/${name}.sh`),
    ].sort(),
  );
  const yaml = (name: string) => parse(RECIPES.get(name) ?? "");
  const plan = yaml(".github/workflows/roster-plan.yml");
  const apply = yaml(".github/workflows/roster-apply.yml");
  expect(Object.keys(plan.on)).toEqual(["pull_request"]);
  expect(plan.jobs.plan.if).toBe("github.event.pull_request.head.repo.full_name == github.repository");
  expect(apply.on.push.branches).toEqual(["main"]);
  expect([apply.jobs.apply.environment, apply.concurrency["cancel-in-progress"]]).toEqual(["roster", false]);
  const gitlab = yaml(".gitlab-ci.yml");
  expect(gitlab["roster-apply"]).toMatchObject({ resource_group: "roster", environment: "roster" });
  for (const [name, text] of RECIPES) {
    for (const [, used = ""] of text.matchAll(/uses: (\S+)/g))
      expect(used).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    expect([name, /set -x|echo "?\$ROLLCALL_TOKEN|--token/.test(text)]).toEqual([name, false]);
    // The token that applies is nowhere near what a branch can run.
    if (!/apply/.test(name) && name.endsWith("plan.yml")) expect(text).not.toContain("APPLY_TOKEN");
  }
});
