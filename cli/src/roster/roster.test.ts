import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Plan } from "../api/contract.ts";
import { type Asked, problem, run } from "../cli.testing.ts";
import { ID, madePlan, planLine, server } from "../plan/plan.testing.ts";
import { inFolder, ROSTER, rosterPlan, write } from "./roster.testing.ts";

describe("planning a roster", () => {
  const planned = (plan: Plan, ...args: string[]) =>
    run(["roster", "plan", write("roster.yaml", ROSTER), ...args], {
      server: server({ "POST /plans": () => ({ status: 201, body: plan }) }),
    });

  it("ends with 2 where there are changes, 0 where there are none, 4 where a brake stands", async () => {
    const { code, asked } = await planned(rosterPlan());
    expect([code, asked[0]?.body]).toEqual([2, { roster: parse(ROSTER) }]);
    const none = {
      counts: { apply: 0, skipped: 0, refused: 0, irreversible: 0 },
      lines: { items: [], next: null, total: 0 },
    };
    expect((await planned(rosterPlan(none))).code).toBe(0);
    const finding = { where: "teams[0].members[1]", text: "max: nobody", tone: "bad" };
    const bad = await planned(rosterPlan({ ...none, findings: [finding] }));
    expect([bad.code, bad.stdout]).toEqual([2, expect.stringContaining("roster.yaml:6:9: max: nobody")]);
    const brakes = [{ code: "own-removal", team: "Handbook", text: "that is who asks" }];
    expect((await planned(rosterPlan({ brakes }))).code).toBe(4);
  });

  it("turns brakes off besides those that the file does", async () => {
    const { asked } = await planned(rosterPlan(), "--allow", "re-add", "--allow", "few-admins");
    expect(asked[0]?.body).toMatchObject({ roster: { allow: ["re-add", "few-admins"] } });
  });

  it("says what the server says of a field by its line", async () => {
    const { code, stderr } = await run(["roster", "plan", write("roster.yaml", ROSTER)], {
      server: () =>
        problem(400, "INVALID_INPUT", "Wrong", {
          fields: { "roster.teams.0.members.0.role": ["No such role"] },
        }),
    });
    expect([code, stderr]).toEqual([5, expect.stringContaining("roster.yaml:5:41: No such role")]);
  });

  it("asks nothing of the server where the file is none", async () => {
    const { code, stderr, asked } = await run(["roster", "plan", write("bad.yaml", "team: []\n")]);
    expect([code, asked]).toEqual([5, []]);
    expect(stderr).toContain('bad.yaml:1:7: there is no field "team" of a roster');
    expect((await run(["roster", "plan", inFolder("none.yaml")])).code).toBe(5);
  });

  it("says drift with 2 whatever it is, and changes nothing", async () => {
    const drift = async (plan: Plan) => {
      const { code, asked } = await run(["roster", "drift", write("roster.yaml", ROSTER)], {
        server: server({ "POST /plans": () => ({ status: 201, body: plan }) }),
      });
      expect(asked.map(({ method, path: to }: Asked) => `${method} ${to}`)).toEqual(["POST /plans"]);
      return code;
    };
    const none = { counts: { apply: 0, skipped: 0, refused: 0, irreversible: 0 } };
    expect(await drift(rosterPlan())).toBe(2);
    expect(await drift(rosterPlan(none))).toBe(0);
    expect(await drift(rosterPlan({ ...none, findings: [{ where: "", text: "x", tone: "bad" }] }))).toBe(2);
    expect(await drift(rosterPlan({ ...none, findings: [{ where: "", text: "x", tone: "quiet" }] }))).toBe(0);
    expect(await drift(rosterPlan({ counts: { ...none.counts, refused: 1 } }))).toBe(2);
  });
});

describe("applying a roster's plan", () => {
  const kept = (given: Partial<Plan> = {}): string => write("kept.json", JSON.stringify(rosterPlan(given)));
  const risks = [{ code: "LAST", text: "x", count: 1 }];

  it("sends the digest that was reviewed and the risks that were accepted, and waits for the end", async () => {
    const { code, asked } = await run(["roster", "apply", kept({ risks }), "--accept-reviewed"], {
      server: server(),
    });
    const sent = asked.find(({ method }) => method === "POST");
    expect([code, sent?.path, sent?.body]).toEqual([
      0,
      "/batches",
      { planId: ID, digest: "d1", acknowledged: ["LAST"] },
    ]);
    expect(asked.some(({ path: to }) => to === "/batches/b1")).toBe(true);
    const bare = await run(["roster", "apply", kept({ risks })], { server: server() });
    expect(bare.asked.find(({ method }) => method === "POST")?.body).toMatchObject({ acknowledged: [] });
  });

  it("says what it comes to now where it is stale, ends with 2, and applies nothing", async () => {
    const { code, stdout, stderr, asked } = await run(
      ["roster", "apply", kept(), "-m", inFolder("stale.md")],
      {
        server: server({
          "POST /batches": () => problem(409, "PLAN_CHANGED", "Another plan"),
          [`GET /plans/${ID}`]: () => ({
            body: rosterPlan({
              digest: "d2",
              lines: { items: [planLine({ title: "Otherwise" })], next: null, total: 1 },
            }),
          }),
        }),
      },
    );
    expect([code, asked.filter(({ method }) => method === "POST").length]).toEqual([2, 1]);
    expect(stdout).toContain("Otherwise");
    expect(stderr).toContain("Nothing was applied");
    expect(readFileSync(inFolder("stale.md"), "utf8")).toContain("Not applied");
  });

  it("applies no plan that is not what the merged roster comes to, whatever its file says", async () => {
    const merged = write("roster.yaml", ROSTER);
    const applying = (plan: Partial<Plan>, known: Partial<Plan> = {}) =>
      run(["roster", "apply", kept({ risks }), "--accept-reviewed", "--file", merged], {
        server: server({
          "POST /plans": () => ({ status: 201, body: rosterPlan({ id: "other", ...plan }) }),
          [`GET /plans/${ID}`]: () => ({ body: rosterPlan(known) }),
        }),
      });
    const applied = ({ asked }: Awaited<ReturnType<typeof applying>>) =>
      asked.filter(({ method, path: to }) => method === "POST" && to === "/batches").map(({ body }) => body);
    const same = await applying({});
    expect([same.code, applied(same)]).toMatchObject([0, [{ planId: ID, digest: "d1" }]]);
    const forged = await applying({ digest: "of what was merged" });
    expect([forged.code, applied(forged)]).toEqual([2, []]);
    expect(forged.stderr).toContain("Nothing was applied");
    const brakes = [{ code: "own-removal", team: "Handbook", text: "that is who asks" }] as Plan["brakes"];
    const braked = await applying({ brakes });
    expect([braked.code, applied(braked)]).toEqual([4, []]);
    // Run again after it was applied: the roster comes to nothing by then.
    const appliedAs = { batchId: "b1", approvalId: null, scheduleId: null };
    const again = await applying({ digest: "nothing" }, { appliedAs });
    expect([again.code, applied(again).length]).toEqual([0, 1]);
  });

  it("ends with 4 at a brake, and takes nothing that is no plan of a roster", async () => {
    const brakes = [{ code: "few-admins", team: "Ops", text: "too few" }];
    const { code, stderr } = await run(["roster", "apply", kept()], {
      server: server({ "POST /batches": () => problem(422, "BRAKE", "A brake", { brakes }) }),
    });
    expect([code, stderr]).toEqual([4, expect.stringContaining("few-admins")]);
    for (const text of ["{", "null", "[]", JSON.stringify(madePlan()), ROSTER])
      expect((await run(["roster", "apply", write("other.json", text)])).code).toBe(5);
  });
});
