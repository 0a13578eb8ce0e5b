import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { run } from "../cli.testing.ts";
import { ID, madePlan, planLine, server } from "../plan/plan.testing.ts";

const folder = mkdtempSync(path.join(tmpdir(), "rollcall-plan-"));
const written = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};
const planned = (plan: object) => server({ "POST /plans": () => ({ status: 201, body: plan }) });

it("says what changes would do, where to look at it and how to apply it", async () => {
  const plan = madePlan({
    counts: { apply: 1, skipped: 1, refused: 1, irreversible: 0 },
    risks: [{ code: "OWN_ROLE", text: "It is your own role", count: 1 }],
    lines: {
      items: [
        planLine({ title: "Make \u001b[31mNoor an admin" }),
        planLine({ title: "Max", skip: "is one already" }),
        planLine({ title: "Lea", refusal: { code: "LAST_ADMIN", reason: "is the last admin" } }),
      ],
      next: "c",
      total: 9,
    },
  });
  const ran = await run(["plan", "set-role", "ops", "noor@example.com", "admin", "--until", "8h"], {
    server: planned(plan),
  });
  expect(ran.code).toBe(2);
  const change = {
    kind: "member.setRole",
    input: { teamId: ID, userId: "u1", role: "admin" },
    until: { minutes: 480 },
  };
  expect(ran.asked.at(-1)?.body).toEqual({ changes: [change] });
  for (const text of [
    "~ Make \\x1b[31mNoor an admin\n    member → admin\n= Max (is one already)\n! Lea (is the last admin)\n… and 6 lines more",
    "1 change, 1 already so, 1 cannot be done.",
    "OWN_ROLE  It is your own role",
    `rollcall apply ${ID} --accept OWN_ROLE --leave-out\n`,
  ])
    expect(ran.stdout).toContain(text);
});

it.each([
  ["nothing to do", { counts: { apply: 0, skipped: 1, refused: 0, irreversible: 0 } }, 0],
  ["nothing that can be done", { counts: { apply: 0, skipped: 0, refused: 1, irreversible: 0 } }, 4],
  ["a brake", { brakes: [{ code: "few-admins", team: "Ops", text: "It would have no admin" }] }, 4],
])("ends as the plan says: %s", async (_, given, code) => {
  const ran = await run(["plan", "-"], { stdin: "[{kind: team.delete}]", server: planned(madePlan(given)) });
  expect([ran.code, ran.asked[0]?.body]).toEqual([code, { changes: [{ kind: "team.delete" }] }]);
});

it("keeps a plan in a file, and gives it to a program", async () => {
  const file = path.join(folder, "plan.json");
  const changes = written("changes.yaml", "undo:\n  batchId: b1\n");
  const ran = await run(["plan", changes, "--out", file, "--json"], { server: server() });
  expect([ran.code, ran.asked[0]?.body]).toEqual([2, { undo: { batchId: "b1" } }]);
  expect(JSON.parse(ran.stdout)).toEqual(JSON.parse(readFileSync(file, "utf8")));
  const undo = await run(["plan", "undo", "b1", "-o", file], { server: server() });
  expect([undo.code, undo.stdout]).toEqual([2, expect.stringContaining(`rollcall apply ${file}`)]);
});

it("says where a file is wrong, and never what stands there", async () => {
  const canary = "c4n4ry-value";
  const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]"];
  for (let at = 1; at < 9; at++)
    bomb.push(`${"abcdefghij"[at]}: &${"abcdefghij"[at]} [${Array(9).fill(`*${"abcdefghij"[at - 1]}`)}]`);
  for (const [text, said] of [
    [`- kind: secret.create\n  input: {value: "${canary}\n`, "line 3"],
    [`a: ${canary}\na: ${canary}`, "line 2"],
    [bomb.join("\n"), "refers to its own parts"],
    ["just words", "holds no changes"],
    ["", "holds no changes"],
  ] as const) {
    const ran = await run(["plan", written("wrong.yaml", text)], { server: server() });
    expect([ran.code, ran.asked, ran.stderr]).toEqual([5, [], expect.stringContaining(said)]);
    expect(ran.stderr).not.toContain(canary);
  }
  expect((await run(["plan", path.join(folder, "none.yaml")], { server: server() })).code).toBe(5);
  expect((await run(["plan"], { server: server() })).code).toBe(5);
});
