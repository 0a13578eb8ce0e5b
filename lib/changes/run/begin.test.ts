import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { endOf, submission, withVendors } from "#lib/changes/changes.testing.ts";
import { prepareLines } from "#lib/changes/plan/plan.ts";
import { applyPrepared } from "#lib/changes/run/begin.ts";
import { renewHeld } from "#lib/changes/run/runner.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { startRunner } from "#lib/jobs/jobs.testing.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

describeEachStore("a change that is being journalled", () => {
  const vendors = withVendors({ runner: false });

  it("keeps its value while the runner renews its leases meanwhile", async () => {
    const bench = await vendors.open("paperspace", { members: 3 });
    const input = { teamId: await bench.teamId(), name: "LATE_KEY", value: "a value that takes its time" };
    const changes: ChangeRequest[] = [{ kind: "secret.create", input }];
    const lines = await prepareLines(bench.viewer, { changes });
    await startRunner();
    const isOpen = Promise.withResolvers<void>();
    const begun = applyPrepared(bench.viewer, lines, {
      submission: submission(changes),
      digest: "",
      within: async () => {
        isOpen.resolve();
        await sleep(500);
      },
    });
    await isOpen.promise;
    const [id] = await Promise.all([begun, renewHeld()]);
    const { changes: ended } = await endOf(bench.viewer, id);
    expect(ended.map(({ state, code }) => [state, code])).toEqual([["done", undefined]]);
  });
});
