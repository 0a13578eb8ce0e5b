import { measureLists } from "./lists.ts";
import { measurePages } from "./pages.ts";
import { setStage } from "./stage.ts";
import { measureStore } from "./store.ts";
import { measureSync } from "./sync.ts";
import { type Measure, printTable } from "./table.ts";
import { measureWrites } from "./writes.ts";

const LONGEST_MS = 10 * 60_000;
setTimeout(() => {
  console.error("bench: took longer than ten minutes");
  process.exit(1);
}, LONGEST_MS).unref();

const stage = await setStage();
const measures: Measure[] = [];
try {
  console.log("bench: syncing 120,000 people");
  const { measures: sync, teams } = await measureSync(stage);
  for (const { token } of Object.values(stage.tenants)) await stage.control.setLatency(token, 0);
  const parts: [string, () => Promise<Measure[]>][] = [
    ["pages", () => measurePages(stage, teams)],
    ["lists", () => measureLists(stage, teams)],
    ["store", () => measureStore(stage, teams)],
    ["writes", () => measureWrites(stage, teams)],
  ];
  measures.push(...sync);
  for (const [name, measure] of parts) {
    console.log(`bench: ${name}`);
    measures.push(...(await measure()));
  }
} finally {
  if (measures.length > 0) printTable(measures);
  await stage.close();
}
process.exit(0);
