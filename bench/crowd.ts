import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { cpuMs } from "./cpu.ts";
import type { Stage } from "./stage.ts";
import { type BenchTeams, rssMb } from "./sync.ts";
import { type Measure, median } from "./table.ts";
import { type Answer, cookieHeader, timedGet } from "./timed-get.ts";

const PEOPLE = 50;
const EVERY_MS = 1_000;
/** Somebody looks at a page, and then filters or scrolls it so many times. */
const FILTERS_A_LOOK = 4;
const MOST_MS = 100;
const MOST_GROWTH = 1.1;
/** At fifty requests a second a process is then busy for seven tenths of the time. */
const MOST_CPU_MS = 14;
/** Of the times of those who ask, for which the server can do nothing. */
const MOST_OWN_MS = 10;
/** Before that, caches fill, and a server that was hardly asked before makes faster code of what it runs. */
const WARM_UP = 0.2;
const SEARCHED = ["ann", "li", "mar", "son", "ja", "be", "ro", "el"];

/** How often it is looked whether this process is late itself. */
const OWN_EVERY_MS = 10;

type Done = Answer & { isLook: boolean; isEarly: boolean };

/** Fifty people who look and filter, one request a second each: how long they wait, and whether the server grows. */
export async function measureCrowd(stage: Stage, teams: BenchTeams, minutes: number): Promise<Measure[]> {
  const lists = [
    { page: `/teams/${teams.paperspace.id}/members`, rows: `/api/teams/${teams.paperspace.id}/members` },
    { page: `/teams/${teams.gitbook.id}/members`, rows: `/api/teams/${teams.gitbook.id}/members` },
    { page: "/people", rows: "/api/people" },
    { page: "/secrets", rows: "/api/secrets" },
    { page: "/teams", rows: "/api/teams" },
  ];
  const cookie = cookieHeader(await stage.context.cookies());
  const done: Done[] = [];
  const memory: number[] = [];
  const end = performance.now() + minutes * 60_000;
  const warmAt = performance.now() + minutes * 60_000 * WARM_UP;
  const cpuBefore = cpuMs(stage.server.pid);
  const own = monitorEventLoopDelay({ resolution: OWN_EVERY_MS });
  own.enable();

  const person = async (who: number): Promise<void> => {
    // Not all in the same moment.
    await sleep((who / PEOPLE) * EVERY_MS);
    for (let nth = who; performance.now() < end; nth++) {
      const list = lists[Math.floor(nth / (FILTERS_A_LOOK + 1)) % lists.length] ?? { page: "/", rows: "/" };
      const step = nth % (FILTERS_A_LOOK + 1);
      const q = SEARCHED[nth % SEARCHED.length];
      const address = step === 0 ? list.page : step === 4 ? `${list.rows}?offset=100` : `${list.rows}?q=${q}`;
      const startedAt = performance.now();
      const answer = await timedGet(stage.server.url + address, cookie);
      if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}`);
      done.push({ ...answer, isLook: step === 0, isEarly: startedAt < warmAt });
      await sleep(Math.max(0, EVERY_MS - (performance.now() - startedAt)));
    }
  };
  const weigh = async (): Promise<void> => {
    while (performance.now() < end) {
      memory.push(rssMb(stage.server.pid));
      await sleep(2_000);
    }
  };
  await Promise.all([weigh(), ...Array.from({ length: PEOPLE }, (_, who) => person(who))]);

  own.disable();
  const kept = memory.slice(Math.floor(memory.length * WARM_UP));
  const quarter = Math.max(1, Math.floor(kept.length / 4));
  const [from, to] = [median(kept.slice(0, quarter)), median(kept.slice(-quarter))];
  const of = (part: Done[]) =>
    `${part.length} requests, median ${median(part.map(({ ms }) => ms)).toFixed(0)} ms`;
  const p95 = (part: Done[]) =>
    part.map(({ ms }) => ms).toSorted((a, b) => a - b)[Math.floor(part.length * 0.95)] ?? 0;
  const [looks, filters] = [done.filter(({ isLook }) => isLook), done.filter(({ isLook }) => !isLook)];
  const [early, later] = [done.filter(({ isEarly }) => isEarly), done.filter(({ isEarly }) => !isEarly)];
  const earlyS = (minutes * 60 * WARM_UP).toFixed(0);
  return [
    ...(
      [
        [`${PEOPLE} people for ${minutes} min, p95`, done],
        ["of these, looks", looks],
        ["of these, filters", filters],
        [`of these, in the first ${earlyS} s`, early],
        [`of these, after ${earlyS} s`, later],
      ] as const
    ).map(
      ([what, part]): Measure => ({ what, value: p95(part), unit: "ms", budget: MOST_MS, note: of(part) }),
    ),
    {
      what: "of the server's processor, a request",
      value: (cpuMs(stage.server.pid) - cpuBefore) / done.length,
      unit: "ms",
      budget: MOST_CPU_MS,
      note: "whatever else this machine does",
    },
    {
      what: "how late those are who ask, p95",
      value: Math.max(0, own.percentile(95) / 1_000_000 - OWN_EVERY_MS),
      unit: "ms",
      budget: MOST_OWN_MS,
      note: "stands in each of the times above",
    },
    {
      what: `growth of memory under ${PEOPLE} people`,
      value: to / from,
      unit: "×",
      budget: MOST_GROWTH,
      note: `${from.toFixed(0)} → ${to.toFixed(0)} MB`,
    },
    { what: `memory under ${PEOPLE} people`, value: Math.max(...memory), unit: "MB", budget: 250 },
  ];
}
