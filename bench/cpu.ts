import { readFileSync } from "node:fs";

/** What a process's main thread has had of a processor so far, in ms, whatever else the machine did; 0 where the system does not tell. */
export function cpuMs(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1_000_000;
  } catch {
    return 0;
  }
}
