// A server process of its own for tests: opens the store that its environment names, runs the runner, and begins what is
// due as often as it can. Killed at any moment by the test that started it.

import { setTimeout as sleep } from "node:timers/promises";
import { startRunner } from "#lib/jobs/jobs.testing.ts";
import { startStore } from "#lib/jobs/start-store.ts";
import { runDue } from "./run-due.ts";

const LOOK_MS = 3;

await startStore();
await startRunner();
process.stdout.write("ready\n");
for (;;) {
  await runDue();
  await sleep(LOOK_MS);
}
