import { setTimeout } from "node:timers/promises";
import type { Page } from "@playwright/test";
import type { Call, TenantDescription } from "#sandbox/types.ts";
import { connect, type Stage } from "./stage.ts";
import type { Measure } from "./table.ts";

const ROLE = "PUT /teams/:id/users/:userId";
export const isRole = ({ route }: Call): boolean => route === ROLE;
const CALLS_AT_ONCE = 4;
const PATIENCE_MS = 120_000;

/** Many role changes as one batch, from the page: how long they take for the calls that they are. */
export async function measureBatches(
  stage: Stage,
  size: { changes: number; limited: number },
): Promise<Measure[]> {
  const [crew, limited] = [
    await team(stage, "crew", size.changes),
    await team(stage, "limited", size.limited),
  ];
  const measures: Measure[] = [];
  const page = await stage.context.newPage();

  const planMs = await promoteAll(page, crew, size.changes);
  const calls = await ended(stage, crew.token, size.changes);
  measures.push(
    { what: `plan of ${size.changes} changes shown`, value: planMs, unit: "ms", budget: 2_000 },
    {
      what: `batch of ${size.changes} role changes`,
      value: elapsedMs(calls) / idealMs(calls),
      unit: "×",
      budget: 1.1,
      note: `${calls.length} calls in ${(elapsedMs(calls) / 1_000).toFixed(1)} s`,
    },
  );

  const fault = { route: ROLE, times: 1, rateLimit: { retryAfter: 1 } };
  const step = Math.floor(size.limited / 5);
  await stage.control.setFaults(
    limited.token,
    Array.from({ length: 5 }, (_, index) => ({ ...fault, skip: index * step + 5 })),
  );
  await promoteAll(page, limited, size.limited);
  await ended(stage, limited.token, size.limited);
  const { members, writes } = await stage.control.state(limited.token);
  const targets = new Set(writes.map((write) => write.target));
  const promoted = members.filter((member) => targets.has(member.id) && member.role === "admin").length;
  const twice = writes.length - targets.size;
  measures.push({
    what: `of ${size.limited} with five 429s between, right`,
    value: promoted - twice,
    unit: "rows",
    budget: size.limited,
    atLeast: true,
    note: `${twice} sent twice`,
  });
  await page.close();
  return measures;
}

export async function team(stage: Stage, name: string, members: number): Promise<TenantDescription> {
  const tenant = await stage.control.createTenant({
    vendor: "paperspace",
    token: `bench-${name}`,
    profile: "plain",
    // An owner, and the two admins that every plain team has.
    members: members + 3,
    overrides: {
      teamName: `Bench ${name}`,
      people: [{ role: "owner", firstName: "Bench", lastName: "Owner" }],
    },
  });
  await connect(stage.page, tenant);
  await stage.control.setLatency(tenant.token, 100);
  return tenant;
}

/** Chooses all members on the team's page and applies the plan; how long the plan took to be shown. */
export async function promoteAll(page: Page, tenant: TenantDescription, count: number): Promise<number> {
  await page.goto(`/teams?q=${encodeURIComponent(tenant.teamName)}`);
  await page
    .getByRole("table", { name: "Teams" })
    .getByRole("link", { name: tenant.teamName })
    .first()
    .click();
  await page.getByRole("combobox", { name: "Filter by role" }).selectOption("Member");
  await page.getByText(`${count.toLocaleString("en")} members`).waitFor();
  await page
    .getByRole("checkbox", { name: /^Select (?!all rows$)/ })
    .first()
    .check();
  const bar = page.getByRole("toolbar", { name: "Selection" });
  await bar.getByRole("button", { name: `Select all ${count.toLocaleString("en")}` }).click();
  await bar.getByRole("button", { name: "Change role" }).click();
  await page.getByRole("combobox", { name: "Role", exact: true }).selectOption("Admin");
  const startedAt = performance.now();
  await page.getByRole("button", { name: "Review plan" }).click();
  const apply = page.getByRole("button", { name: `Apply ${count.toLocaleString("en")} changes` });
  await apply.waitFor();
  const planMs = performance.now() - startedAt;
  await apply.click();
  await page.getByRole("progressbar", { name: "Progress" }).waitFor();
  return planMs;
}

export async function ended(stage: Stage, token: string, count: number): Promise<Call[]> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const calls = (await stage.control.calls(token)).filter(isRole);
    if (calls.filter((call) => call.status === 200).length >= count) return calls;
    if (performance.now() > deadline) throw new Error(`the batch did not end: ${calls.length} calls`);
    await setTimeout(500);
  }
}

export const startOf = (call: Call): number => Date.parse(call.at);
export const elapsedMs = (calls: Call[]): number =>
  Math.max(...calls.map((call) => startOf(call) + call.durationMs)) - Math.min(...calls.map(startOf));
/** The vendor's own time, with four calls at once and nothing else to wait for. */
export const idealMs = (calls: Call[]): number =>
  calls.reduce((sum, call) => sum + call.durationMs, 0) / CALLS_AT_ONCE;
