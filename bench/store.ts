import { fork } from "node:child_process";
import path from "node:path";
import type { Stage } from "./stage.ts";
import type { BenchTeams } from "./sync.ts";
import type { Measure } from "./table.ts";

export type StoreTimes = Record<string, number>;

/** Reads of the store as pages make them, timed in a process of its own on the same file. */
export async function measureStore(stage: Stage, teams: BenchTeams): Promise<Measure[]> {
  const child = fork(path.join(import.meta.dirname, "store-reads.ts"), [teams.paperspace.id, teams.huge.id], {
    execArgv: process.execArgv,
    env: { ...process.env, ROLLCALL_DATA_DIR: stage.dataDir, ROLLCALL_LOG_LEVEL: "error" },
  });
  const times = await new Promise<StoreTimes>((resolve, reject) => {
    child.on("message", (message) => resolve(message as StoreTimes));
    child.on("exit", (code) => reject(new Error(`store reads ended with ${code}`)));
  });
  return Object.entries(times).map(([what, value]) => ({
    what: `store: ${what}`,
    value,
    unit: "ms",
    budget: 5,
  }));
}
