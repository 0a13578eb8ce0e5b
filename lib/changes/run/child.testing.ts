// A server process of its own for tests: opens the store that its environment names, runs the runner, applies what
// comes on stdin, and says on stdout how it stands. Killed at any moment by the test that started it.

import { flushCompileCache } from "node:module";
import { text } from "node:stream/consumers";
import { applyChanges } from "#lib/changes/apply.ts";
import type { Submission } from "#lib/changes/schema.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { startRunner, stopRunner } from "#lib/jobs/jobs.testing.ts";
import { startStore, stopStore } from "#lib/jobs/start-store.ts";

type Orders = { viewer: Viewer; submission?: Submission };

const orders = JSON.parse(await text(process.stdin)) as Orders;
// Left at its end otherwise, and most of these are killed.
flushCompileCache();
process.once("SIGTERM", () => {
  void stopRunner()
    .then(stopStore)
    .then(() => process.exit(0));
});
await startStore();
await startRunner();
process.stdout.write("ready\n");
if (orders.submission) {
  const answer = await applyChanges(orders.viewer, orders.submission);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
setInterval(() => {}, 60_000);
