import { measureBatches } from "./batches.ts";
import { measureLists } from "./lists.ts";
import { measurePages } from "./pages.ts";
import { measurePaired } from "./paired.ts";
import { connect, setStage } from "./stage.ts";
import { measureStore } from "./store.ts";
import { measureSync } from "./sync.ts";
import { type Measure, printTable } from "./table.ts";
import { measureWrites } from "./writes.ts";

const LONGEST_MS = 40 * 60_000;
setTimeout(() => {
  console.error("bench: took longer than forty minutes");
  process.exit(1);
}, LONGEST_MS).unref();

// `npm run bench -- --quick` checks the bench itself; its numbers say little.
const isQuick = process.argv.includes("--quick");
const numberOf = (name: string, otherwise: number): number =>
  Number(process.argv.find((each) => each.startsWith(`--${name}=`))?.split("=")[1] ?? otherwise);
const rounds = numberOf("rounds", isQuick ? 1 : 5);

if (process.argv.includes("--pages")) {
  const stage = await setStage({ paperspace: isQuick ? 1_000 : 10_000, gitbook: 10, huge: 10 });
  try {
    await connect(stage.page, stage.tenants.paperspace);
    await measurePaired(stage, rounds);
  } finally {
    await stage.close();
  }
  process.exit(0);
}

const people = isQuick
  ? { paperspace: 1_000, gitbook: 1_000, huge: 3_000 }
  : { paperspace: 10_000, gitbook: 10_000, huge: 100_000 };
const stage = await setStage(people);
const measures: Measure[] = [];
try {
  console.log("bench: sync");
  const { measures: sync, teams } = await measureSync(stage);
  for (const { token } of Object.values(stage.tenants)) await stage.control.setLatency(token, 0);
  const parts: [string, () => Promise<Measure[]>][] = [
    ["pages", () => measurePages(stage, teams)],
    ["lists", () => measureLists(stage, teams)],
    ["store", () => measureStore(stage, teams)],
    ["writes", () => measureWrites(stage, teams)],
    [
      "batches",
      () => measureBatches(stage, isQuick ? { changes: 200, limited: 40 } : { changes: 1_000, limited: 200 }),
    ],
  ];
  measures.push(...sync);
  for (const [name, measure] of parts) {
    console.log(`bench: ${name}`);
    measures.push(...(await measure()));
  }
  console.log("bench: beside bare Next, refine and react-admin");
  await measurePaired(stage, rounds);
} catch (error) {
  console.error(stage.server.output().slice(-4_000));
  throw error;
} finally {
  if (measures.length > 0) printTable(measures);
  await stage.close();
}
process.exit(0);
