import { setTimeout as sleep } from "node:timers/promises";
import type { RowPage, TeamRow } from "#lib/directory/teams/schema.ts";
import { median, setStage, usageOf } from "./stage.ts";

const WARM_UP = 0.2;
/** Growth from the first quarter after the warm-up to the last: more than noise. */
const MOST_GROWTH = 0.1;
const MOST_HANDLES = 10;

/** Looks, filters and syncs for some minutes: neither memory nor file handles may grow. Resolves to what went wrong. */
export async function soak(minutes: number): Promise<string[]> {
  const stage = await setStage();
  try {
    const { request } = stage.context;
    const { rows } = (await (await request.get("/api/teams")).json()) as RowPage<TeamRow>;
    const looks = [
      ...["/", "/teams", "/people", "/secrets", "/activity", "/settings/connections"],
      ...["/api/people?q=a", "/api/people?q=no", "/api/teams?q=re", "/api/secrets?q=key", "/api/activity"],
      ...rows.flatMap(({ id }) => [`/teams/${id}/members`, `/api/teams/${id}/members?q=an&role=admin`]),
    ];
    const usages: { mb: number; handles: number }[] = [];
    const problems: string[] = [];
    const from = Date.now();
    const end = from + minutes * 60_000;
    for (let nth = 0; Date.now() < end; nth++) {
      const address = looks[nth % looks.length] ?? "/";
      const answer = await request.get(address);
      if (answer.status() !== 200) problems.push(`${address} answered ${answer.status()}`);
      await answer.body();
      await sleep(100);
      if (nth % 20 === 0) usages.push(usageOf(stage.server.pid));
    }
    const kept = usages.slice(Math.floor(usages.length * WARM_UP));
    const quarter = Math.max(1, Math.floor(kept.length / 4));
    const [first, last] = [kept.slice(0, quarter), kept.slice(-quarter)];
    const mb = [first, last].map((some) => median(some.map((usage) => usage.mb)));
    const handles = [first, last].map((some) => median(some.map((usage) => usage.handles)));
    console.log(`soak: ${minutes} min, memory ${mb.join(" → ")} MB, file handles ${handles.join(" → ")}`);
    if ((mb[1] ?? 0) > (mb[0] ?? 0) * (1 + MOST_GROWTH)) problems.push("the memory grew");
    if ((handles[1] ?? 0) > (handles[0] ?? 0) + MOST_HANDLES) problems.push("the file handles grew");
    return problems;
  } finally {
    await stage.close();
  }
}
