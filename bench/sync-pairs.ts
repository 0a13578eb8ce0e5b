import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import type { TenantDescription, Vendor } from "#sandbox/types.ts";
import { connect, type Stage } from "./stage.ts";
import { getJson, rssMb, waitForTeam } from "./sync.ts";
import { type Measure, median } from "./table.ts";

const LATENCY_MS = 100;
const CALLS_AT_ONCE = 4;
const FILTERS = 25;

type Size = { name: string; vendor: Vendor; members: number };

/**
 * First and second syncs, each beside a bare loop over the same pages in the same minutes, and how long a filter of another
 * team's members takes meanwhile.
 */
export async function measureSyncPairs(stage: Stage, few: number, many: number): Promise<Measure[]> {
  await connect(stage.page, stage.tenants.paperspace);
  const other = await waitForTeam(stage, stage.tenants.paperspace.teamId);
  const sizes: Size[] = (["paperspace", "gitbook"] as const).flatMap((vendor) =>
    [...new Set([few, many])].map((members) => ({
      name: `${members.toLocaleString("en")} of ${vendor}`,
      vendor,
      members,
    })),
  );
  const measures: Measure[] = [];
  for (const size of sizes) measures.push(...(await measureOne(stage, size, other)));
  const what = "server's memory after these syncs";
  return [...measures, { what, value: rssMb(stage.server.pid), unit: "MB", budget: 250 }];
}

async function measureOne(stage: Stage, { name, vendor, members }: Size, other: TeamRow): Promise<Measure[]> {
  const token = `bench-pair-${vendor}-${members}`;
  const more = vendor === "gitbook" ? { teams: 1 } : {};
  const tenant = await stage.control.createTenant({ vendor, token, members, profile: "plain", ...more });
  await stage.control.setLatency(token, LATENCY_MS);
  const alone = await filterTimes(stage, other, () => false);

  await connect(stage.page, tenant);
  let isOver = false;
  const reading = waitForTeam(stage, tenant.teamId).finally(() => {
    isOver = true;
  });
  const during = await filterTimes(stage, other, () => isOver);
  const team = await reading;
  const first = runTimes(stage, team.connectionId);
  const lists = await listsOf(stage, token);
  const bare = await bareLoop(stage, tenant, lists);

  await refresh(stage, team);
  const second = lastRun(stage, team.id);
  const own = lists.filter((list) => /\/(users|members)$/.test(list) && list.includes(tenant.teamId));
  const bareMembers = await bareLoop(stage, tenant, own);
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  return [
    {
      what: `first sync, ${name}`,
      value: first / bare,
      unit: "×",
      budget: 1.15,
      note: `${seconds(first)}, bare loop ${seconds(bare)}`,
    },
    {
      what: `second sync, unchanged, ${name}`,
      value: second / bareMembers,
      unit: "×",
      budget: 1.15,
      note: `${seconds(second)}, bare loop ${seconds(bareMembers)}`,
    },
    {
      what: `a filter during the first sync, ${name}`,
      value: median(during) / median(alone),
      unit: "×",
      budget: 2,
      note: `${median(during).toFixed(0)} ms of ${during.length}, alone ${median(alone).toFixed(0)} ms`,
    },
  ];
}

/** How long a filter's answer takes, in milliseconds, a few times or until the sync is over. */
async function filterTimes(stage: Stage, team: TeamRow, isOver: () => boolean): Promise<number[]> {
  const times: number[] = [];
  while (times.length < FILTERS && !isOver()) {
    const startedAt = performance.now();
    await getJson(stage, `/api/teams/${team.id}/members?q=an&limit=100&nonce=${times.length}`);
    times.push(performance.now() - startedAt);
    await setTimeout(50);
  }
  return times;
}

type Run = { started_at: string; ended_at: string };

function runsOf(stage: Stage, where: string, id: string): Run[] {
  const store = new DatabaseSync(path.join(stage.dataDir, "rollcall.db"), { readOnly: true });
  try {
    return store.prepare(`select started_at, ended_at from runs where ${where} order by id`).all(id) as Run[];
  } finally {
    store.close();
  }
}

/** From the first run's beginning to the last one's end. */
function runTimes(stage: Stage, connectionId: string): number {
  const runs = runsOf(stage, "connection_id = ?", connectionId);
  const ends = runs.map((run) => Date.parse(run.ended_at));
  return Math.max(...ends) - Math.min(...runs.map((run) => Date.parse(run.started_at)));
}

function lastRun(stage: Stage, teamId: string): number {
  const run = runsOf(stage, "list_id = ?", `${teamId}:members`).at(-1);
  return run ? Date.parse(run.ended_at) - Date.parse(run.started_at) : Number.NaN;
}

/** The lists that a sync read, by the sandbox's log. */
async function listsOf(stage: Stage, token: string): Promise<string[]> {
  const calls = await stage.control.calls(token);
  return [
    ...new Set(
      calls.map((call) => call.path).filter((each) => /\/(secrets|users|members|teams)$/.test(each)),
    ),
  ];
}

/** Reads the same pages with fetch and JSON.parse and nothing else, four lists at once; milliseconds. */
async function bareLoop(stage: Stage, tenant: TenantDescription, lists: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const waiting = [...lists];
  const read = async () => {
    for (let list = waiting.shift(); list !== undefined; list = waiting.shift())
      await readAll(stage, tenant, list);
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, read));
  return performance.now() - startedAt;
}

type AnyPage = { nextPage?: string | number | null; hasMore?: boolean; next?: { page: string } | null };

async function readAll(stage: Stage, tenant: TenantDescription, list: string): Promise<void> {
  const isGitBook = tenant.vendor === "gitbook";
  const headers = { authorization: `Bearer ${tenant.token}`, accept: "application/json" };
  for (let cursor: string | undefined = ""; cursor !== undefined; ) {
    const url = new URL(`${stage.vendorUrls[tenant.vendor]}${list}`);
    url.searchParams.set("limit", isGitBook ? "1000" : "120");
    if (cursor) url.searchParams.set(isGitBook ? "page" : "after", cursor);
    const page = (await (await fetch(url, { headers })).json()) as AnyPage;
    const next = isGitBook ? page.next?.page : page.hasMore ? page.nextPage : undefined;
    cursor = next === undefined || next === null ? undefined : String(next);
  }
}

/** Asks for the team's lists again, as a person does, and waits until they are read. */
async function refresh(stage: Stage, team: TeamRow): Promise<void> {
  const before = runsOf(stage, "list_id = ?", `${team.id}:members`).length;
  const page = await stage.context.newPage();
  await page.goto(`/teams/${team.id}/members`);
  await page.getByRole("button", { name: "Refresh", exact: true }).first().click();
  for (;;) {
    const runs = runsOf(stage, "list_id = ?", `${team.id}:members`);
    if (runs.length > before && runs.every((run) => run.ended_at)) break;
    await setTimeout(250);
  }
  await page.close();
}
