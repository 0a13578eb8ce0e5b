import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { LATER_COOKIE } from "#lib/core/styles.ts";
import { type ServerChild, startScript } from "../bin/child.ts";
import { openCopy } from "./copy.ts";
import { ensureFixtures } from "./fixtures/build.ts";
import type { Stage } from "./stage.ts";
import { median, printRows } from "./table.ts";
import { type Place, type Visit, visitOnce } from "./visit.ts";

const CONTENDERS = [
  "bare Next",
  "bare Next, COOP",
  "refine",
  "react-admin",
  "Rollcall, fresh copy",
  "Rollcall, old copy",
] as const;
type Contender = (typeof CONTENDERS)[number];
const FRESH = "Rollcall, fresh copy";
const OLD = "Rollcall, old copy";

/** Longer ago than any copy counts as fresh, and not so long that the schedule would read it by itself. */
const OLD_MS = 5 * 60_000;
/** What a browser that was closed a moment ago still does is not the next page's time. */
const BETWEEN_MS = 300;

type Visits = Record<Contender, { fast: Visit[]; slow: Visit[] }>;
type Line = {
  what: string;
  unit: "ms" | "kB" | "";
  of: (visits: Visits[Contender]) => number[];
  goal: string;
  /** What the value of Rollcall is at most, from those of the others. */
  most: (values: Record<Contender, number>) => number;
};

const LINES: Line[] = [
  {
    what: "rows visible",
    unit: "ms",
    of: ({ fast }) => fast.map((visit) => visit.rowsMs),
    goal: "≤ 1.5 × bare Next",
    most: (values) => 1.5 * values["bare Next"],
  },
  {
    what: "rows visible, 150 ms, 1.6 Mbit/s, CPU ÷ 4",
    unit: "ms",
    of: ({ slow }) => slow.map((visit) => visit.rowsMs),
    goal: "≤ 1.5 × bare Next",
    most: (values) => 1.5 * values["bare Next"],
  },
  {
    what: "a filter painted",
    unit: "ms",
    of: ({ fast }) => fast.map((visit) => visit.filterMs),
    goal: "≤ the better of Next, refine",
    most: (values) => Math.min(values["bare Next"], values.refine),
  },
  {
    what: "the same, slow",
    unit: "ms",
    of: ({ slow }) => slow.map((visit) => visit.filterMs),
    goal: "≤ 1.1 × bare Next",
    most: (values) => 1.1 * values["bare Next"],
  },
  {
    what: "long tasks beyond 50 ms, slow",
    unit: "ms",
    of: ({ slow }) => slow.map((visit) => visit.longMs),
    goal: "≤ 400 ms",
    most: () => 400,
  },
  {
    what: "elements",
    unit: "",
    of: ({ fast }) => fast.map((visit) => visit.elements),
    goal: "≤ 900",
    most: () => 900,
  },
  {
    what: "JavaScript as sent",
    unit: "kB",
    of: ({ fast }) => fast.map((visit) => visit.scriptKb),
    goal: "≤ 165 kB",
    most: () => 165,
  },
];

/**
 * Rollcall's page of a team's members beside the same rows in bare Next, refine and react-admin. Every round looks at
 * each once on a fast line and once on a slow one, cold, and begins with another one; each number is a median of the
 * rounds. Prints its table; resolves to how many lines missed their goal.
 */
export async function measurePaired(stage: Stage, rounds: number): Promise<number> {
  ensureFixtures();
  const { token, teamId: vendorTeamId } = stage.tenants.paperspace;
  await stage.control.setLatency(token, 100);
  const copy = openCopy(stage.dataDir);
  const teamId = await copy.settledTeam(vendorTeamId);
  const env = { BENCH_STORE: copy.file, BENCH_TEAM: teamId, NODE_ENV: "production" };
  const [next, spa] = await Promise.all([
    startFixture("serve-next.ts", env),
    startFixture("serve-spa.ts", env),
  ]);
  try {
    const rollcall = {
      url: `${stage.server.url}/teams/${teamId}/members`,
      storageState: await signedInOnly(stage),
    };
    const places: Record<Contender, Place> = {
      "bare Next": { url: next.url },
      "bare Next, COOP": { url: `${next.url}/?coop` },
      refine: { url: `${spa.url}/refine/` },
      "react-admin": { url: `${spa.url}/react-admin/` },
      [FRESH]: rollcall,
      [OLD]: rollcall,
    };
    const visits = Object.fromEntries(
      CONTENDERS.map((name) => [name, { fast: [], slow: [] }]),
    ) as unknown as Visits;
    // The first look at anything pays for what no later one does, and is left out.
    for (let round = -1; round < rounds; round++) {
      for (const name of CONTENDERS.map((_, index) => CONTENDERS[(index + round + 1) % CONTENDERS.length])) {
        if (name === undefined) continue;
        for (const isSlow of [false, true]) {
          if (round < 0 && isSlow) continue;
          copy.age(teamId, name === OLD ? OLD_MS : 0);
          await setTimeout(BETWEEN_MS);
          const visit = await visitOnce(stage.browser, places[name], {
            isSlow,
            which: 2 + ((round + 8) % 8),
          });
          // A sync that this look began shall not be in the next one's way.
          await copy.settled();
          if (round >= 0) visits[name][isSlow ? "slow" : "fast"].push(visit);
        }
      }
      if (round >= 0) console.log(`bench: round ${round + 1} of ${rounds}`);
    }
    return printPaired(visits, rounds);
  } finally {
    copy.close();
    await Promise.all([next.stop(), spa.stop()]);
  }
}

/** Signed in, and never here before: what a browser notes of earlier pages is left behind. */
async function signedInOnly(stage: Stage) {
  const { cookies } = await stage.context.storageState();
  return { cookies: cookies.filter(({ name }) => name !== LATER_COOKIE), origins: [] };
}

async function startFixture(script: string, env: Record<string, string>): Promise<ServerChild> {
  const file = path.join("bench/fixtures", script);
  const child = await startScript<string>(file, [], env, (it, up) =>
    it.on("message", (message: { type?: string; url?: string }) => {
      if (message.type === "listening" && message.url) up(message.url);
    }),
  );
  return { ...child, url: child.up };
}

function printPaired(visits: Visits, rounds: number): number {
  let missed = 0;
  const lines = LINES.map(({ what, unit, of, goal, most }) => {
    const values = Object.fromEntries(CONTENDERS.map((name) => [name, median(of(visits[name]))])) as Record<
      Contender,
      number
    >;
    const isMet = Math.max(values[FRESH], values[OLD]) <= most(values);
    if (!isMet) missed++;
    const ratiosTo = (other: Contender) =>
      [FRESH, OLD].map((name) => (values[name as Contender] / values[other]).toFixed(2)).join(" · ");
    return [
      what,
      ...CONTENDERS.map((name) => `${Math.round(values[name]).toLocaleString("en")} ${unit}`.trim()),
      ratiosTo("bare Next"),
      ratiosTo("bare Next, COOP"),
      goal,
      isMet ? "met" : "OVER",
    ];
  });
  printRows([["measure", ...CONTENDERS, "fresh · old ÷ bare Next", "÷ with COOP", "goal", ""], ...lines]);
  console.log(
    `\nmedians of ${rounds} interleaved rounds; ${lines.length - missed} of ${lines.length} goals met`,
  );
  return missed;
}
