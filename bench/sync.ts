import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import type { ConnectionRow } from "#lib/directory/connections/schema.ts";
import type { RowPage, TeamRow } from "#lib/directory/teams/schema.ts";
import type { Call } from "#sandbox/types.ts";
import { connect, type Stage } from "./stage.ts";
import type { Measure } from "./table.ts";

const PATIENCE_MS = 300_000;
const CALLS_AT_ONCE = 4;

/** The team that a tenant's many people are in, as Rollcall knows it. */
export type BenchTeams = { paperspace: TeamRow; gitbook: TeamRow; huge: TeamRow };

/** What a GET route answers to the signed-in admin. Throws where it is no success. */
export async function getJson<T>(stage: Stage, path: string): Promise<T> {
  const answer = await stage.context.request.get(path);
  if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}`);
  return (await answer.json()) as T;
}

/** Connects one tenant after the other, and says how long the first sync of each took for the calls it made. */
export async function measureSync(stage: Stage): Promise<{ measures: Measure[]; teams: BenchTeams }> {
  const measures: Measure[] = [];
  const found: TeamRow[] = [];
  for (const [name, tenant] of Object.entries(stage.tenants)) {
    await connect(stage.page, tenant);
    found.push(await waitForTeam(stage, tenant.teamId));
    const calls = (await stage.control.calls(tenant.token)).filter((call) =>
      /\/(secrets|users|members|teams)$/.test(call.path),
    );
    measures.push({
      what: `full sync, ${name}`,
      value: elapsedMs(calls) / idealMs(calls),
      unit: "×",
      budget: 1.1,
      note: `${calls.length} calls in ${(elapsedMs(calls) / 1000).toFixed(1)} s`,
    });
  }
  measures.push({
    what: "server's memory after the syncs",
    value: rssMb(stage.server.pid),
    unit: "MB",
    budget: 250,
  });
  const [paperspace, gitbook, huge] = found;
  if (!paperspace || !gitbook || !huge) throw new Error("a team is missing");
  return { measures, teams: { paperspace, gitbook, huge } };
}

/** Waits until all of a team's connection was read. Asks for the row only: asking for a list's freshness would start the next run. */
export async function waitForTeam(stage: Stage, vendorTeamId: string): Promise<TeamRow> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const { rows } = await getJson<RowPage<TeamRow>>(stage, "/api/teams?limit=200");
    const row = rows.find((each) => each.vendorTeamId === vendorTeamId);
    const connection = await getJson<ConnectionRow[]>(stage, "/api/connections");
    const busy = connection.some((each) => each.id === row?.connectionId && (each.syncing || !each.syncedAt));
    if (row?.syncedAt && !busy) return row;
    if (Date.now() > deadline) throw new Error(`the first sync of ${vendorTeamId} did not end in time`);
    await setTimeout(500);
  }
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
