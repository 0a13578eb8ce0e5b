import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { log } from "#lib/core/log.ts";
import { becomeAnotherProcess } from "#lib/directory/sync/sync.testing.ts";
import { type Job, jobStandings, startJob, stopJobs, wake } from "#lib/jobs/loop.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { currentView, viewAs } from "#lib/store/db/view.ts";

const never = new Promise<void>(() => {});

describe("a job", () => {
  const [errors, warnings, infos] = [vi.spyOn(log, "error"), vi.spyOn(log, "warn"), vi.spyOn(log, "info")];
  beforeEach(() => {
    vi.useFakeTimers();
    for (const spy of [errors, warnings, infos]) spy.mockClear().mockReturnValue(undefined);
  });
  afterEach(async () => {
    const stopped = stopJobs();
    await vi.advanceTimersByTimeAsync(9_000);
    await stopped;
    vi.useRealTimers();
  });
  const rounds = (job: Partial<Job> = {}) => {
    const { run = async () => {}, ...more } = job;
    return { everyMs: 10_000, ...more, run: vi.fn(run) };
  };

  it("begins at once, again after its interval, and once however often it is started", async () => {
    const job = rounds();
    await startJob("sync", job);
    await startJob("sync", job);
    expect(job.run).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(job.run).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(21_500);
    expect(job.run).toHaveBeenCalledTimes(4);
  });

  it("does what comes before its first round, and begins none while that is under way", async () => {
    let isReady = () => {};
    const job = rounds({ start: () => new Promise((resolve) => (isReady = resolve)) });
    const started = startJob("changes", job);
    wake("changes");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(job.run).not.toHaveBeenCalled();
    isReady();
    await started;
    expect(job.run).toHaveBeenCalledTimes(1);
    await expect(
      startJob("keys", { ...rounds(), start: () => Promise.reject(new Error("no store")) }),
    ).rejects.toThrow("no store");
    expect(Object.keys(jobStandings())).toEqual(["changes"]);
  });

  it("is woken at once, or once more after the round that is under way", async () => {
    let end = () => {};
    const job = rounds({ run: () => new Promise<void>((resolve) => (end = resolve)) });
    await startJob("changes", job);
    for (let n = 0; n < 3; n++) wake("changes");
    expect(job.run).toHaveBeenCalledTimes(1);
    end();
    await vi.advanceTimersByTimeAsync(0);
    expect(job.run).toHaveBeenCalledTimes(2);
    end();
    await vi.advanceTimersByTimeAsync(0);
    expect(job.run).toHaveBeenCalledTimes(2);
    wake("changes");
    expect(job.run).toHaveBeenCalledTimes(3);
    wake("no such job");
  });

  it("sees the whole store, whoever woke it", async () => {
    const views: unknown[] = [];
    await startJob("changes", rounds({ run: async () => void views.push(currentView()) }));
    const view = { key: "limited", narrow: () => db(), rows: () => expect.fail() };
    await viewAs(view, async () => wake("changes"));
    await vi.advanceTimersByTimeAsync(0);
    expect(views).toEqual([undefined, undefined]);
  });

  it("that throws is said once, is tried again, and says when it works again", async () => {
    let trouble: Error | undefined = new Error("the disk is full");
    const job = rounds({
      run: async () => {
        if (trouble) throw trouble;
      },
    });
    await startJob("checkpoints", job);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(job.run.mock.calls.length).toBeGreaterThanOrEqual(6);
    expect(errors).toHaveBeenCalledTimes(1);
    expect(errors.mock.calls[0]).toMatchObject([{ at: "job checkpoints" }, "the disk is full"]);
    const { state, lastError } = jobStandings().checkpoints ?? {};
    expect(state).toBe("failing");
    expect(lastError?.at).toEqual(expect.any(String));
    expect(errors.mock.calls[0]).toMatchObject([{ reference: lastError?.reference }, expect.any(String)]);
    trouble = new Error("something else");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(errors).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(errors).toHaveBeenCalledTimes(3);
    trouble = undefined;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(infos).toHaveBeenCalledWith({ job: "checkpoints" }, "A job works again");
    expect(jobStandings().checkpoints).toMatchObject({ state: "ok", lastError: { at: expect.any(String) } });
  });

  it("that is stuck stops no other, is overdue, and is said once", async () => {
    const other = rounds();
    await startJob("deliveries", rounds({ run: () => never }));
    await startJob("uploads", other);
    await vi.advanceTimersByTimeAsync(115_000);
    expect(jobStandings().deliveries?.state).toBe("ok");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(jobStandings()).toMatchObject({ deliveries: { state: "overdue" }, uploads: { state: "ok" } });
    expect(other.run.mock.calls.length).toBeGreaterThan(11);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(warnings.mock.calls.map(([fields]) => fields)).toEqual([{ job: "deliveries", seconds: 110 }]);
  });

  it("stops: its signal is aborted, what is under way ends first, and no round begins any more", async () => {
    const said: string[] = [];
    const run = (signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        signal.addEventListener("abort", () =>
          setTimeout(() => {
            said.push("round ended");
            resolve();
          }, 1_000),
        );
      });
    const stop = async (round: Promise<void>) => {
      said.push("let go of the rest");
      await round;
      said.push("closed");
    };
    await startJob("sync", rounds({ run, stop }));
    await startJob("deliveries", rounds({ stop: () => Promise.reject(new Error("is only said")) }));
    wake("sync");
    const stopped = stopJobs().then(() => said.push("stopped"));
    expect(jobStandings()).toEqual({});
    await vi.advanceTimersByTimeAsync(1_500);
    await stopped;
    expect(said).toEqual(["let go of the rest", "round ended", "closed", "stopped"]);
    expect(errors.mock.calls[0]).toMatchObject([{ at: "stop deliveries" }, "is only said"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that does not end is not waited for longer than a server has", async () => {
    await startJob("audit-streams", rounds({ run: () => never }));
    let isStopped = false;
    void stopJobs().then(() => {
      isStopped = true;
    });
    await vi.advanceTimersByTimeAsync(8_000);
    expect(isStopped).toBe(false);
    await vi.advanceTimersByTimeAsync(900);
    expect(isStopped).toBe(true);
  });
});

describeEachStore("a job that takes turns", () => {
  it("is done by one process in its time, over all processes", async () => {
    const run = vi.fn(async () => {});
    const turn = { lease: "test.turn", everyMs: () => 3_600_000 };
    const begin = async () => {
      const before = run.mock.calls.length;
      await startJob("turns", { everyMs: 60_000, turn, run });
      await expect.poll(() => jobStandings().turns?.endedAt).toBeDefined();
      await stopJobs();
      return run.mock.calls.length - before;
    };
    // The first process of a new store begins the time.
    expect(await begin()).toBe(0);
    becomeAnotherProcess();
    await db().updateTable("leases").set({ until: "2001" }).where("name", "=", "test.turn").execute();
    expect(await begin()).toBe(1);
    expect(await begin()).toBe(0);
  });
});
