import { measureBatches } from "./batches.ts";
import { measureCrowd } from "./crowd.ts";
import { measureLists } from "./lists.ts";
import { measurePages } from "./pages.ts";
import { measurePaired } from "./paired.ts";
import { measureScale } from "./scale.ts";
import { connect, setStage } from "./stage.ts";
import { measureStore } from "./store.ts";
import { measureSync, waitForTeam } from "./sync.ts";
import { measureSyncPairs } from "./sync-pairs.ts";
import { type Measure, printTable } from "./table.ts";
import { measureOnPostgres } from "./two-processes.ts";
import { measureWrites } from "./writes.ts";

// `npm run bench -- --quick` checks the bench itself; its numbers say little.
const isQuick = process.argv.includes("--quick");
const numberOf = (name: string, otherwise: number): number =>
  Number(process.argv.find((each) => each.startsWith(`--${name}=`))?.split("=")[1] ?? otherwise);
const rounds = numberOf("rounds", isQuick ? 1 : 5);
const minutes = numberOf("minutes", isQuick ? 0.2 : 2);
/** One part alone: `--pages`, `--scale`, `--crowd`, `--sync`, `--writes`. */
const only = ["pages", "scale", "crowd", "sync", "writes"].find((part) => process.argv.includes(`--${part}`));

const longestMs = (40 + minutes) * 60_000;
setTimeout(() => {
  console.error(`bench: took longer than ${longestMs / 60_000} minutes`);
  process.exit(1);
}, longestMs).unref();

const many = isQuick ? 1_000 : 10_000;
const people =
  only === "crowd" || !only
    ? { paperspace: many, gitbook: many, huge: only ? 100 : isQuick ? 3_000 : 100_000 }
    : { paperspace: many, gitbook: 10, huge: 10 };
const stage = await setStage(people);
const measures: Measure[] = [];
const scale = () =>
  measureScale(stage.browser, {
    teams: isQuick ? { small: 20, large: 200 } : { small: 200, large: 2_000 },
    rounds: 9,
  });
const syncPairs = () => measureSyncPairs(stage, many, numberOf("many", isQuick ? 3_000 : 100_000));
const batches = () =>
  measureBatches(stage, isQuick ? { changes: 200, limited: 40 } : { changes: 1_000, limited: 200 });

const onPostgres = () => measureOnPostgres(isQuick ? 200 : 1_000);

async function run(name: string, measure: () => Promise<Measure[]>): Promise<void> {
  console.log(`bench: ${name}`);
  measures.push(...(await measure()));
}

try {
  if (only === "pages") {
    await connect(stage.page, stage.tenants.paperspace);
    await measurePaired(stage, rounds);
  } else if (only === "scale") await run("scale", scale);
  else if (only === "sync") await run("sync", syncPairs);
  else if (only === "writes") {
    await connect(stage.page, stage.tenants.paperspace);
    const paperspace = await waitForTeam(stage, stage.tenants.paperspace.teamId);
    await stage.control.setLatency(stage.tenants.paperspace.token, 0);
    await run("writes", () => measureWrites(stage, { paperspace }));
    await run("batches", batches);
    await run("batches on Postgres", onPostgres);
  } else {
    console.log("bench: sync");
    const { measures: sync, teams } = await measureSync(stage);
    if (only === "crowd") await run("crowd", () => measureCrowd(stage, teams, minutes));
    else {
      measures.push(...sync);
      for (const { token } of Object.values(stage.tenants)) await stage.control.setLatency(token, 0);
      await run("pages", () => measurePages(stage, teams));
      await run("lists", () => measureLists(stage, teams));
      await run("store", () => measureStore(stage, teams));
      await run("writes", () => measureWrites(stage, teams));
      await run("batches", batches);
      await run("batches on Postgres", onPostgres);
      await run("crowd", () => measureCrowd(stage, teams, minutes));
      await run("scale", scale);
      await run("sync beside a bare loop", syncPairs);
      console.log("bench: beside bare Next, refine and react-admin");
      await measurePaired(stage, rounds);
    }
  }
} catch (error) {
  console.error(stage.server.output().slice(-4_000));
  throw error;
} finally {
  if (measures.length > 0) printTable(measures);
  await stage.close();
}
process.exit(0);
