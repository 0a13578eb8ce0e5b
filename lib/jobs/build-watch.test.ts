import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { setBuildId } from "#lib/core/build-id.ts";
import { log } from "#lib/core/log.ts";
import { forgetPerProcess } from "#lib/core/per-process.ts";
import { otherBuilds } from "#lib/jobs/build-watch.ts";
import { startJobs } from "#lib/jobs/jobs.ts";
import { stopJobs, wake } from "#lib/jobs/loop.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

/** What another process has said, so many seconds from being taken for dead. */
const say = (process: string, build: string, seconds = 100) =>
  db()
    .insertInto("leases")
    .values({
      name: `build.process ${process}`,
      holder: build,
      until: new Date(Date.now() + seconds * 1_000).toISOString(),
    })
    .execute();

describeEachStore("several processes on one store", () => {
  const warned = vi.spyOn(log, "warn");
  beforeEach(() => {
    forgetPerProcess("builds-named");
    warned.mockClear();
    setBuildId("this-build");
  });
  afterEach(async () => {
    await stopJobs();
    await db().deleteFrom("leases").execute();
  });

  it("say at the start that another serves another build, once", async () => {
    await say("other-machine 7 x", "another-build");
    await say("other-machine 8 x", "another-build");
    await startJobs("builds");
    await startJobs("builds");
    expect(warned).toHaveBeenCalledTimes(1);
    expect(warned).toHaveBeenCalledWith(
      {
        build: "this-build",
        otherBuild: "another-build",
        otherProcess: expect.stringMatching(/^other-machine [78]$/),
      },
      expect.stringMatching(/Build once and copy it, or build with one NEXT_SERVER_ACTIONS_ENCRYPTION_KEY/),
    );
  });

  it("say nothing of the same build, of one that ended, or of one on this machine that was killed", async () => {
    await say("other-machine 7 x", "this-build");
    await say("other-machine 8 x", "another-build", -1);
    await say(`${(await import("node:os")).hostname()} 4194305 x`, "another-build");
    await startJobs("builds");
    expect(warned).not.toHaveBeenCalled();
  });

  it("are seen by the others while they run, and no longer", async () => {
    await startJobs("builds");
    expect(await otherBuilds("another-build")).toEqual([
      { process: expect.any(String), build: "this-build" },
    ]);
    await stopJobs();
    expect(await otherBuilds("another-build")).toEqual([]);
  });

  it("say nothing after they stopped, whatever their last round was at", async () => {
    for (let time = 0; time < 30; time++) {
      await startJobs("builds");
      wake("builds");
      await stopJobs();
      expect(await otherBuilds("another-build")).toEqual([]);
    }
  });
});
