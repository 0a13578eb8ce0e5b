import { startJobs } from "#lib/jobs/jobs.ts";
import { stopJobs } from "#lib/jobs/loop.ts";

/** Begins to apply changes in this process, as a server does; resolves when the first look at the journal has begun. */
export const startRunner = (): Promise<void> => startJobs("changes", "change-leases", "change-signs");

/** Takes no more changes, and waits for those that run. */
export const stopRunner = (): Promise<void> => stopJobs((name) => name.startsWith("change"));

/** Begins to read lists without anybody looking, as a server does. */
export const startScheduler = (): Promise<void> => startJobs("sync", "sync-schedule");

/** Ends that, and the runs that are under way. */
export const stopScheduler = (): Promise<void> => stopJobs((name) => name.startsWith("sync"));
