import type { Stage } from "./stage.ts";
import { type BenchTeams, rssMb } from "./sync.ts";
import { type Measure, median } from "./table.ts";
import { type Visit, visitOnce } from "./visit.ts";

const ROUNDS = 7;
const MOST_ELEMENTS = 900;
/** What a list of any size may take of the time of one of 10,000. */
const MOST_RATIO = 1.5;

/** Rows visible and a filter painted where there are more people, beside 10,000 at Paperspace in the same rounds. */
export async function measureLists(stage: Stage, teams: BenchTeams): Promise<Measure[]> {
  const sizes = [
    { name: "10,000 at Paperspace", team: teams.paperspace, visits: [] as Visit[] },
    { name: "10,000 at GitBook", team: teams.gitbook, visits: [] as Visit[] },
    { name: "100,000 at Paperspace", team: teams.huge, visits: [] as Visit[] },
  ];
  const storageState = await stage.context.storageState();
  for (let round = -1; round < ROUNDS; round++) {
    for (const { team, visits } of sizes) {
      const place = { url: `${stage.server.url}/teams/${team.id}/members`, storageState };
      const visit = await visitOnce(stage.browser, place, { isSlow: false, which: 3 + round });
      if (round >= 0) visits.push(visit);
    }
  }
  const of = (visits: Visit[], what: "rowsMs" | "filterMs") => median(visits.map((visit) => visit[what]));
  const base = sizes[0]?.visits ?? [];
  return [
    ...sizes.slice(1).flatMap(({ name, visits }): Measure[] =>
      (["rowsMs", "filterMs"] as const).map((what) => ({
        what: `${what === "rowsMs" ? "rows visible" : "filter painted"}, ${name}`,
        value: of(visits, what) / of(base, what),
        unit: "×",
        budget: MOST_RATIO,
        note: `${of(visits, what).toFixed(0)} ms, ${of(base, what).toFixed(0)} ms with 10,000 at Paperspace`,
      })),
    ),
    ...sizes.map(
      ({ name, visits }): Measure => ({
        what: `elements, ${name}`,
        value: Math.max(...visits.map((visit) => visit.elements)),
        unit: "nodes",
        budget: MOST_ELEMENTS,
      }),
    ),
    {
      what: "server's memory after these visits",
      value: rssMb(stage.server.pid),
      unit: "MB",
      budget: 250,
    },
  ];
}
