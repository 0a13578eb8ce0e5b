import { afterAll, beforeAll, expect, it } from "vitest";
import { DEMO_CONNECTIONS, seedDemo } from "./demo.ts";
import { asker } from "./fixtures.ts";
import { type Sandbox, startSandbox } from "./server.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
  await seedDemo(sandbox.control);
});
afterAll(() => sandbox.close());

const states = () => Promise.all(DEMO_CONNECTIONS.map(({ token }) => sandbox.control.state(token)));

it("opens every connection's target with its token", async () => {
  expect(DEMO_CONNECTIONS).toHaveLength(8);
  for (const { vendor, token, targetId } of DEMO_CONNECTIONS) {
    const path = vendor === "paperspace" ? `/teams/${targetId}/users` : `/orgs/${targetId}`;
    expect((await asker(sandbox, vendor, token)("GET", path)).status).toBe(200);
  }
});

it("is the company of the pictures", async () => {
  const all = await states();
  expect(all.reduce((sum, state) => sum + state.secrets.length, 0)).toBe(128);
  expect(all.reduce((sum, state) => sum + state.teams.length, 0)).toBe(17);
  const emails = (vendor: string) =>
    new Set(
      all
        .filter((state) => state.vendor === vendor)
        .flatMap((state) => state.members.map((member) => member.email?.toLowerCase() ?? member.id)),
    );
  const paperspace = emails("paperspace");
  const gitbook = emails("gitbook");
  const people = new Set([...paperspace, ...gitbook]).size;
  expect(people).toBeGreaterThan(1450);
  expect(people).toBeLessThan(1550);
  expect([...paperspace].filter((email) => gitbook.has(email)).length).toBeGreaterThan(390);
});

it("has eight secrets older than 180 days, and none besides that its 90 days would call overdue", async () => {
  const days = (await states())
    .flatMap((state) => state.secrets)
    .map((secret) => (Date.now() - Date.parse(secret.dtModified)) / 86_400_000);
  expect(days.filter((age) => age > 180)).toHaveLength(8);
  expect(days.filter((age) => age >= 90)).toHaveLength(8);
  expect(Math.min(...days)).toBeLessThan(2);
});

it("has the awkward people", async () => {
  const members = (await states()).flatMap((state) => state.members);
  expect(members.some((member) => member.invited)).toBe(true);
  expect(members.some((member) => member.disabled)).toBe(true);
  expect(members.some((member) => member.email === null)).toBe(true);
  expect(members.some((member) => member.name.startsWith("<img"))).toBe(true);
  expect(
    new Set(members.filter((one) => one.name === "Daniel Kim").map((one) => one.email)).size,
  ).toBeGreaterThan(1);
});
