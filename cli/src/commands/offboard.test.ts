import { expect, it } from "vitest";
import { run } from "../cli.testing.ts";
import { ID, server } from "../plan/plan.testing.ts";

const asked = (ran: Awaited<ReturnType<typeof run>>, path: string): unknown =>
  ran.asked.find((one) => one.method === "POST" && one.path === path)?.body;

it("plans an offboarding, and applies it only where that is said", async () => {
  const planned = await run(["offboard", "noor@example.com"], { server: server() });
  expect([planned.code, asked(planned, "/plans")]).toEqual([2, { offboarding: { personId: "p1" } }]);
  expect(asked(planned, "/batches")).toBeUndefined();
  const applied = await run(["offboard", "Noor", "--apply", "--wait"], { server: server() });
  expect([applied.code, asked(applied, "/batches")]).toMatchObject([0, { planId: ID, digest: "d1" }]);
});

it("knows by name where they stay, who owns a team next, and which is left without an owner", async () => {
  const args = ["--stays-in", "ops", "--heir", "Ops=noor@example.com", "--unowned", ID];
  const ran = await run(["offboard", "p1", ...args], {
    server: server({
      "GET /people": () => ({ body: { items: [], next: null } }),
      "GET /people/p1": () => ({ body: { id: "p1" } }),
      [`GET /teams/${ID}`]: () => ({ body: { id: ID } }),
    }),
  });
  expect(asked(ran, "/plans")).toEqual({
    offboarding: { personId: "p1", staysIn: [ID], heirs: [{ teamId: ID, userId: "u1" }], unowned: [ID] },
  });
  for (const wrong of ["ops", "=noor", "ops=nobody"])
    expect((await run(["offboard", "Noor", "--heir", wrong], { server: server() })).code).toBe(5);
});
