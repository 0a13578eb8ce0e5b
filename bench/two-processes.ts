import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { newKeyText } from "#lib/store/crypto/keys.ts";
import { startTestPostgres, type TestPostgres } from "#lib/store/db/postgres.testing.ts";
import type { Call, TenantDescription } from "#sandbox/types.ts";
import { elapsedMs, ended, idealMs, isRole, promoteAll, startOf, team } from "./batches.ts";
import { type Stage, setStage } from "./stage.ts";
import type { Measure } from "./table.ts";

/** Commits wait for the disk, as they do where Postgres is not a test's. */
const SAFE = ["fsync=on", "synchronous_commit=on", "full_page_writes=on", "autovacuum=on"];
const MOST_SILENCE_MS = 5_000;
/** Another machine's process: nobody here can tell that it is over. */
const ELSEWHERE = `--import=data:text/javascript,${encodeURIComponent(
  'import os from "node:os"; import { syncBuiltinESMExports } from "node:module"; os.hostname = () => "elsewhere"; syncBuiltinESMExports();',
)}`;

/**
 * The same batch on Postgres: with one process, with two, and with one of two killed half-way, on this machine and as if on
 * another one. Says so and measures nothing where no Postgres can be had.
 */
export async function measureOnPostgres(changes: number): Promise<Measure[]> {
  let postgres: TestPostgres;
  try {
    postgres = await startTestPostgres({ settings: SAFE });
  } catch (error) {
    console.log(`bench: NOT measured on Postgres, which cannot be had here: ${(error as Error).message}`);
    return [];
  }
  try {
    const alone = await onStage(postgres, "alone", (stage) =>
      batch(stage, changes, "one process on Postgres"),
    );
    const two = await onStage(postgres, "two", async (stage) => {
      await stage.another();
      return batch(stage, changes, "two processes on Postgres");
    });
    const killed = await onStage(postgres, "killed", (stage) =>
      kill(stage, postgres.url("killed"), changes, {}),
    );
    const elsewhere = await onStage(postgres, "elsewhere", (stage) =>
      kill(stage, postgres.url("elsewhere"), changes, { NODE_OPTIONS: ELSEWHERE }),
    );
    return [...alone, ...two, ...killed, ...elsewhere];
  } finally {
    await postgres.stop();
  }
}

async function onStage(
  postgres: TestPostgres,
  name: string,
  measure: (stage: Stage) => Promise<Measure[]>,
): Promise<Measure[]> {
  await query(postgres.url("postgres"), `create database ${name}`);
  const settings = { DATABASE_URL: postgres.url(name), ROLLCALL_KEYS: newKeyText() };
  const stage = await setStage({ paperspace: 10, gitbook: 10, huge: 10 }, settings);
  try {
    return await measure(stage);
  } finally {
    await stage.close();
  }
}

async function batch(stage: Stage, changes: number, how: string): Promise<Measure[]> {
  const crew = await team(stage, "crew", changes);
  await promoteAll(stage.page, crew, changes);
  const calls = await ended(stage, crew.token, changes);
  return [
    {
      what: `batch of ${changes} role changes, ${how}`,
      value: elapsedMs(calls) / idealMs(calls),
      unit: "×",
      budget: 1.1,
      note: `${calls.length} calls in ${(elapsedMs(calls) / 1_000).toFixed(1)} s`,
    },
  ];
}

/** Kills whichever of two processes works on the batch, with signal 9, once half of it is done. */
async function kill(
  stage: Stage,
  url: string,
  changes: number,
  settings: { NODE_OPTIONS?: string },
): Promise<Measure[]> {
  const other = await stage.another(settings);
  const crew = await team(stage, "crew", changes);
  await promoteAll(stage.page, crew, changes);
  let worker: string | undefined;
  while ((await stage.control.calls(crew.token)).filter(isRole).length < changes / 2) await setTimeout(200);
  while (worker === undefined) worker = await workerOf(url);
  const isOther = Number(worker) === other.pid;
  (isOther ? other : stage.server).kill("SIGKILL");
  const at = Date.now();
  const { calls, endedAt } = await endedIn(stage, crew, url, changes);
  const after = calls.map(startOf).filter((time) => time > at);
  // Calls that were under way when it died are begun before: the pause is until the next one begins.
  const silenceMs = Math.min(...after) - at;
  const { writes } = await stage.control.state(crew.token);
  const twice = writes.length - new Set(writes.map((write) => write.target)).size;
  const where = settings.NODE_OPTIONS ? "on another machine" : "on this machine";
  // Until the last change is written down as done: what was under way is read back first.
  const tookMs = endedAt - Math.min(...calls.map(startOf));
  const lostMs = tookMs - idealMs(calls) * 1.1;
  return [
    {
      what: `one of two killed ${where}: the other goes on`,
      value: silenceMs,
      unit: "ms",
      budget: MOST_SILENCE_MS,
    },
    {
      what: `the whole batch of ${changes} loses by it`,
      value: lostMs,
      unit: "ms",
      budget: MOST_SILENCE_MS,
      note: `${(tookMs / 1_000).toFixed(1)} s, beyond 1.1 × calls ÷ 4 × latency`,
    },
    { what: "changes sent twice", value: twice, unit: "rows", budget: 0, note: `${calls.length} calls` },
  ];
}

/** Resolves once every change of the store's one batch is done. */
async function endedIn(
  stage: Stage,
  { token }: TenantDescription,
  url: string,
  changes: number,
): Promise<{ calls: Call[]; endedAt: number }> {
  for (const end = performance.now() + 120_000; performance.now() < end; await setTimeout(300)) {
    const [row] = await query(
      url,
      "select count(*) as done, max(ended_at) as ended_at from changes where state = 'done'",
    );
    if (Number(row?.done) === changes)
      return {
        calls: (await stage.control.calls(token)).filter(isRole),
        endedAt: Date.parse(row?.ended_at ?? ""),
      };
  }
  throw new Error("the batch did not end after one of its processes was killed");
}

/** The number of the process that holds most of what runs. */
async function workerOf(url: string): Promise<string | undefined> {
  const rows = await query(
    url,
    "select lease_holder from changes where state = 'running' group by lease_holder order by count(*) desc limit 1",
  );
  return rows[0]?.lease_holder?.split(" ")[1];
}

async function query(url: string, sql: string): Promise<Record<string, string | null>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, string | null>>(sql)).rows;
  } finally {
    await client.end();
  }
}
