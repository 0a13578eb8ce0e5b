import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import type { ListFreshness, RowPage, TeamRow } from "#lib/teams/schema.ts";
import type { Call } from "#sandbox/types.ts";
import type { Stage } from "./stage.ts";
import type { Measure } from "./table.ts";

const PATIENCE_MS = 300_000;
const CALLS_AT_ONCE = 4;

/** The team that a tenant's many people are in, as Rollcall knows it. */
export type BenchTeams = { paperspace: TeamRow; gitbook: TeamRow; huge: TeamRow };

async function getJson<T>(stage: Stage, path: string): Promise<T> {
  const answer = await stage.context.request.get(path);
  if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}`);
  return (await answer.json()) as T;
}

/** Waits for the first sync of everything, and says how long each connection's took for the calls it made. */
export async function measureSync(stage: Stage): Promise<{ measures: Measure[]; teams: BenchTeams }> {
  const teams = await waitForTeams(stage);
  const measures: Measure[] = [];
  for (const [name, tenant] of Object.entries(stage.tenants)) {
    const calls = (await stage.control.calls(tenant.token)).filter((call) => call.method === "GET");
    measures.push({
      what: `full sync, ${name}`,
      value: elapsedMs(calls) / idealMs(calls),
      unit: "×",
      budget: 1.1,
      note: `${calls.length} calls in ${(elapsedMs(calls) / 1000).toFixed(1)} s`,
    });
  }
  measures.push({
    what: "server's memory after syncing 120,000",
    value: rssMb(stage.server.pid),
    unit: "MB",
    budget: 250,
  });
  return { measures, teams };
}

async function waitForTeams(stage: Stage): Promise<BenchTeams> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const { rows } = await getJson<RowPage<TeamRow>>(stage, "/api/teams?limit=200");
    const find = (id: string) => rows.find((row) => row.vendorTeamId === id);
    const { paperspace, gitbook, huge } = stage.tenants;
    const found = [find(paperspace.teamId), find(gitbook.teamId), find(huge.teamId)];
    const [a, b, c] = found;
    if (a && b && c) {
      const states = await Promise.all([a, b, c].map((team) => freshness(stage, team)));
      if (states.every((state) => state.every((list) => list.syncedAt && !list.running)))
        return { paperspace: a, gitbook: b, huge: c };
    }
    if (Date.now() > deadline) throw new Error("the first sync did not end in time");
    await setTimeout(500);
  }
}

async function freshness(stage: Stage, team: TeamRow): Promise<ListFreshness[]> {
  const answer = await getJson<Record<string, unknown>>(stage, `/api/teams/${team.id}/freshness`);
  const values = Object.values(answer).flat();
  return values.filter(
    (value): value is ListFreshness => typeof value === "object" && value !== null && "listId" in value,
  );
}

const startOf = (call: Call): number => Date.parse(call.at);
const endOf = (call: Call): number => startOf(call) + call.durationMs;

/** From the first call of the sync to the last answer. */
const elapsedMs = (calls: Call[]): number => Math.max(...calls.map(endOf)) - Math.min(...calls.map(startOf));

/** The vendor's own time, were nothing else to wait for: cursors chain the calls of a list, four run at once. */
function idealMs(calls: Call[]): number {
  const chains = new Map<string, number>();
  for (const call of calls) chains.set(call.path, (chains.get(call.path) ?? 0) + call.durationMs);
  const total = [...chains.values()].reduce((sum, each) => sum + each, 0);
  return Math.max(...chains.values(), total / CALLS_AT_ONCE);
}

/** Resident memory of a process, in MB; 0 where the system does not tell. */
export function rssMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
