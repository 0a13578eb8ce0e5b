import { existsSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { problem, run } from "../cli.testing.ts";
import { batchAt, ID, madePlan, server } from "../plan/plan.testing.ts";

const folder = mkdtempSync(path.join(tmpdir(), "rollcall-rotate-"));
const newFile = (() => {
  let made = 0;
  return () => path.join(folder, `value-${made++}`);
})();
const ARGS = ["rotate", "ops", "API_KEY"];
const valueSent = (asked: { path: string; body: unknown }[]): string => {
  const { body } = asked.find(({ path: to }) => to === "/plans") ?? {};
  return (body as { changes: { input: { value: string } }[] }).changes[0]?.input.value ?? "";
};

it("takes the value from standard input, without the pipe's line end, and shows it nowhere", async () => {
  const value = " c4n4ry value\nof two lines ";
  for (const end of ["", "\n", "\r\n"]) {
    const ran = await run([...ARGS, "--verbose"], { server: server(), stdin: value + end });
    expect([ran.code, valueSent(ran.asked)]).toEqual([0, value]);
    expect(ran.asked.find(({ path: to }) => to === "/plans")?.body).toEqual({
      changes: [{ kind: "secret.rotate", input: { teamId: ID, name: "API_KEY", value } }],
    });
    expect(ran.stdout + ran.stderr).not.toContain("c4n4ry");
  }
  const echoing = server({ "POST /plans": () => problem(400, "INVALID_INPUT", `Not ${value}`) });
  const echoed = await run([...ARGS, "--json"], { server: echoing, stdin: value });
  expect([echoed.code, echoed.stderr]).toEqual([5, expect.not.stringContaining("c4n4ry")]);
  for (const stdin of ["", "\n", "x".repeat(8_193)])
    expect((await run(ARGS, { server: server(), stdin })).code).toBe(5);
  for (const args of [["c4n4ry-value"], ["--value=c4n4ry-value"]])
    expect((await run([...ARGS, ...args], { server: server(), stdin: "" })).code).toBe(5);
});

it("makes a value that only its file, or the pipe, has", async () => {
  const file = newFile();
  const ran = await run([...ARGS, "--generate", "--length", "64", "--out", file], { server: server() });
  const value = valueSent(ran.asked);
  expect([ran.code, value]).toEqual([0, expect.stringMatching(/^[0-9A-Za-z]{64}$/)]);
  expect([readFileSync(file, "utf8"), statSync(file).mode & 0o777]).toEqual([`${value}\n`, 0o600]);
  expect(ran.stdout + ran.stderr).not.toContain(value);
  expect((await run([...ARGS, "--generate", "--out", file], { server: server() })).code).toBe(5);
  expect(readFileSync(file, "utf8")).toBe(`${value}\n`);

  const piped = await run([...ARGS, "--generate", "--print"], { server: server() });
  expect(piped.stdout).toBe(`${valueSent(piped.asked)}\n`);
  const silent = await run([...ARGS, "--generate"], { server: server() });
  expect(silent.stdout + silent.stderr).not.toContain(valueSent(silent.asked));
  expect(valueSent(silent.asked)).not.toBe(valueSent(piped.asked));
});

it.each([
  [["--generate", "--print"], { tty: 80 }],
  [["--generate", "--print", "--json"], {}],
  [["--out", "x"], { stdin: "value" }],
  [["--generate", "--length", "8"], {}],
])("refuses what would show or lose a value: %o", async (args, given) => {
  const ran = await run([...ARGS, ...args], { server: server(), ...given });
  expect([ran.code, ran.asked.some(({ path: to }) => to === "/plans")]).toEqual([5, false]);
});

it("takes the file away where the value was surely not set, and keeps it where that is not known", async () => {
  const risky = madePlan({ risks: [{ code: "IN_USE", text: "It is in use", count: 1 }] });
  const cases = [
    [{ "POST /plans": () => problem(403, "FORBIDDEN", "No") }, 4, false],
    [{ "POST /plans": () => ({ status: 201, body: risky }) }, 4, false],
    [{ "POST /batches": () => problem(409, "PLAN_CHANGED", "Changed") }, 2, false],
    [{ "POST /batches": () => ({ lost: "ECONNRESET" }) }, 6, true],
    [{ "GET /batches/b1": () => problem(401, "UNAUTHENTICATED", "Over") }, 7, true],
    [{ "GET /batches/b1": () => ({ body: batchAt({ unknown: 2 }, "finished") }) }, 8, true],
  ] as const;
  for (const [answers, code, isKept] of cases) {
    const file = newFile();
    const ran = await run([...ARGS, "--generate", "--out", file], { server: server(answers) });
    expect([code, ran.code, existsSync(file)]).toEqual([code, code, isKept]);
  }
  const accepted = await run([...ARGS, "--generate", "--accept", "IN_USE"], {
    server: server({ "POST /plans": () => ({ status: 201, body: risky }) }),
  });
  expect(accepted.asked.find(({ path: to }) => to === "/batches")?.body).toMatchObject({
    acknowledged: ["IN_USE"],
  });
});
