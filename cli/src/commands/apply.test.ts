import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { problem, run, type Server } from "../cli.testing.ts";
import { batchAt, ID, madePlan, server } from "../plan/plan.testing.ts";

const file = path.join(mkdtempSync(path.join(tmpdir(), "rollcall-apply-")), "plan.json");
writeFileSync(file, JSON.stringify(madePlan({ digest: "reviewed" })));
const answering = (answer: () => ReturnType<Server>) => server({ "POST /batches": answer });
const keysOf = (asked: { method: string; headers: Headers }[]) =>
  asked.filter(({ method }) => method === "POST").map(({ headers }) => headers.get("idempotency-key"));

it("applies what was reviewed: the digest of the file, or of a plan that is as it was", async () => {
  const byFile = await run(["apply", file, "--accept", "B", "--accept", "A", "--leave-out"], {
    server: server(),
  });
  expect(byFile.asked.map(({ body }) => body)).toEqual([
    { planId: ID, digest: "reviewed", acknowledged: ["A", "B"], leaveOut: true },
  ]);
  const byId = await run(["apply", ID, "--at", "2026-12-04T18:00+01:00"], { server: server() });
  const at = { date: "2026-12-04", time: "17:00", zone: "UTC" };
  expect(byId.asked.at(-1)?.body).toEqual({ planId: ID, digest: "d1", acknowledged: [], at });
  const stale = server({ [`GET /plans/${ID}`]: () => ({ body: madePlan({ isStale: true }) }) });
  const isStale = await run(["apply", ID, "--json"], { server: stale });
  expect([isStale.code, isStale.asked.length, JSON.parse(isStale.stdout).status]).toEqual([2, 1, "stale"]);
});

it("sends a lost request again under its key, and the same plan under the same key every time", async () => {
  let sends = 0;
  const shaky = answering(() => {
    sends += 1;
    return sends < 4
      ? { lost: "ECONNRESET" }
      : { status: 202, body: { status: "accepted", batchId: "b1", url: "u" } };
  });
  const ran = await run(["apply", file, "--json"], { server: shaky });
  expect([ran.code, JSON.parse(ran.stdout)]).toEqual([0, { status: "accepted", batchId: "b1", url: "u" }]);
  const again = await run(["apply", file], { server: server() });
  const other = await run(["apply", file, "--name", "Another"], { server: server() });
  const keys = keysOf([...ran.asked, ...again.asked]);
  expect([keys.length, new Set(keys).size]).toEqual([5, 1]);
  expect(keys[0]).toMatch(/^[\x21-\x7e]{20,255}$/);
  expect(keysOf(other.asked)).not.toContain(keys[0]);
  const plans = server({ "POST /plans": () => ({ lost: "ECONNRESET" }) });
  expect((await run(["plan", "undo", "b1"], { server: plans })).asked).toHaveLength(1);
});

it.each([
  [problem(409, "PLAN_CHANGED", "Things changed"), 2, "Make a new plan"],
  [
    problem(422, "NEEDS_CONFIRMATION", "Risks", {
      risks: [{ code: "OWN_ROLE", text: "It is \u001byours", count: 1 }],
    }),
    4,
    `  OWN_ROLE  It is \\x1byours\nAccept them: rollcall apply ${ID} --accept OWN_ROLE\n`,
  ],
  [
    problem(422, "BRAKE", "A brake", { brakes: [{ code: "few-admins", text: "No admin" }] }),
    4,
    "few-admins  No admin",
  ],
  [problem(403, "FORBIDDEN", "This token has no scope “member.setRole”"), 4, "no scope"],
])("ends with what the server says against it: %o", async (answer, code, said) => {
  const ran = await run(["apply", file], { server: answering(() => answer) });
  expect([ran.code, ran.stderr]).toEqual([code, expect.stringContaining(said)]);
});

it.each([
  [{ status: "requested", approvalId: "a1", url: "https://rollcall.example/a1" }, 3],
  [{ status: "scheduled", scheduleId: "s1", dueAt: "2026-12-04T17:00:00.000Z", url: "u" }, 3],
  [{ status: "nothing" }, 0],
])("ends as it was taken: %o", async (body, code) => {
  const ran = await run(["apply", file, "--json"], { server: answering(() => ({ status: 202, body })) });
  expect([ran.code, JSON.parse(ran.stdout)]).toEqual([code, body]);
});

it("watches the batch: a bar where somebody looks, lines elsewhere, and ends as it ended", async () => {
  const run3 = (states: object[], given = {}, args: string[] = []) => {
    let at = 0;
    const answers = { "GET /batches/b1": () => ({ body: states[Math.min(at++, states.length - 1)] }) };
    return run(["apply", file, "--wait", ...args], { server: server(answers), ...given });
  };
  const done = [batchAt({ running: 1, done: 1 }), batchAt({ done: 2 }, "finished")];
  const plain = await run3(done);
  expect([plain.code, plain.stderr]).toEqual([
    0,
    expect.stringMatching(/running: 1 of 2\nfinished: 2 of 2\n$/),
  ]);
  expect(plain.stderr).not.toContain("\r");
  const bar = await run3(done, { tty: 60 });
  expect(bar.stderr).toContain("\r\u001b[2K[##########----------] running: 1 of 2");
  const failed = await run3([batchAt({ done: 1, failed: 1 }, "finished")], {}, ["--json"]);
  expect([failed.code, JSON.parse(failed.stdout).batch.counts.failed]).toEqual([8, 1]);
  expect((await run3([batchAt({ done: 1, cancelled: 1 }, "cancelled")])).code).toBe(8);
});

it("waits for a server that is away, and for who has to approve", async () => {
  let asked = 0;
  const away = server({
    "GET /batches/b1": () =>
      ++asked < 9 ? { lost: "ECONNREFUSED" } : { body: batchAt({ done: 2 }, "finished") },
  });
  expect((await run(["batches", "watch", "b1", "--json"], { server: away })).code).toBe(0);
  const states = ["pending", "pending", "approved"];
  const approving = (last: string) => {
    let at = 0;
    return server({
      "POST /batches": () => ({ status: 202, body: { status: "requested", approvalId: "a1", url: "u" } }),
      "GET /approvals/a1": () => {
        const state = [...states.slice(0, 2), last][Math.min(at++, 2)];
        return { body: { id: "a1", state, batchId: state === "approved" ? "b1" : null, url: "u" } };
      },
    });
  };
  expect((await run(["apply", file, "--wait"], { server: approving("approved") })).code).toBe(0);
  expect((await run(["apply", file, "--wait"], { server: approving("rejected") })).code).toBe(4);
  const late = await run(["apply", file, "--wait", "--wait-minutes", "2"], { server: approving("pending") });
  expect([late.code, late.slept.length]).toEqual([3, 24]);
});

it("says what is no plan", async () => {
  for (const [given, stdin] of [
    ["none.json", ""],
    ["-", "{}"],
    ["-", "no json"],
  ] as const)
    expect((await run(["apply", given], { stdin, server: server() })).code).toBe(5);
  expect((await run(["apply", "-"], { stdin: JSON.stringify(madePlan()), server: server() })).code).toBe(0);
});
