import "server-only";
import { nowIso } from "#lib/core/ids.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { VERSION } from "#lib/core/version.ts";
import { type JobStanding, jobStandings } from "#lib/jobs/loop.ts";
import { opensCheckRow } from "#lib/store/crypto/start-key-ring.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { missingMigrations } from "#lib/store/db/migrate.ts";

export type Health = {
  ok: boolean;
  version: string;
  store: "ok" | "failing";
  runner: "ok" | "stopped" | "failing";
  /** Why it is not ok, without names, paths or queries. */
  reason?: string;
};

/** Whether this instance can read its store and apply changes. Says no name and no detail of the store: it is public. */
export async function getHealth(): Promise<Health> {
  const store = (await canReadStore()) ? "ok" : "failing";
  const { changes } = jobStandings();
  const runner = changes ? (changes.state === "ok" ? "ok" : "failing") : "stopped";
  const reason = REASONS[store === "failing" ? "store" : runner];
  return { ok: reason === undefined, version: VERSION, store, runner, ...(reason ? { reason } : {}) };
}

const REASONS: Record<"store" | Health["runner"], string | undefined> = {
  ok: undefined,
  store: "The store does not answer",
  stopped: "The runner is stopped",
  failing: "The runner cannot read its journal",
};

const canReadStore = (): Promise<boolean> =>
  db()
    .selectFrom("audit_head")
    .select("seq")
    .executeTakeFirst()
    .then(
      (row) => row !== undefined,
      () => false,
    );

type Check = "ok" | "failing";

export type Readiness = {
  ok: boolean;
  version: string;
  checks: Record<"store" | "migrations" | "keys" | "runner" | "scheduler", Check>;
  /** What this process does by itself, by the names of `jobs.ts`. */
  jobs: Record<string, JobStanding>;
  /** Why it is not ok, without names, paths or queries. */
  reason?: string;
};

const NOT_READY: Record<keyof Readiness["checks"], string> = {
  store: "The store cannot be written",
  migrations: "The store is not up to this version",
  keys: "The key ring does not open the store",
  runner: "The runner is stopped, or cannot read its journal",
  scheduler: "The scheduler is stopped, or stuck",
};

/** Anybody may ask, so one answer is good for a moment: asking often costs the store nothing. */
const KEEP_MS = 2_000;
const kept = () => perProcess("readiness", (): { at: number; answer?: Promise<Readiness> } => ({ at: 0 }));

/** Whether this instance can do all of its work: write its store, open what is sealed, apply changes, keep copies young. */
export function getReadiness(nowMs = performance.now()): Promise<Readiness> {
  const last = kept();
  if (last.answer && nowMs - last.at < KEEP_MS) return last.answer;
  last.at = nowMs;
  last.answer = readReadiness();
  return last.answer;
}

async function readReadiness(): Promise<Readiness> {
  const [store, migrations, keys] = await Promise.all([
    passes(canWriteStore),
    passes(async () => (await missingMigrations(db())).length === 0),
    passes(opensCheckRow),
  ]);
  const jobs = jobStandings();
  const runner = jobs.changes?.state === "ok" ? "ok" : "failing";
  // A round may fail now and then: what counts is that one ended well not long ago.
  const isPlanned = jobs.sync && jobs.sync.state !== "overdue";
  const scheduler = isPlanned ? "ok" : "failing";
  const checks = { store, migrations, keys, runner, scheduler } as const;
  const failing = (Object.keys(NOT_READY) as (keyof Readiness["checks"])[]).find(
    (name) => checks[name] !== "ok",
  );
  return { ok: !failing, version: VERSION, checks, jobs, ...(failing ? { reason: NOT_READY[failing] } : {}) };
}

const passes = (check: () => Promise<boolean>): Promise<Check> =>
  check().then(
    (isPassed) => (isPassed ? "ok" : "failing"),
    () => "failing",
  );

/**
 * Writes a row and commits it: only then has the disk taken it, and a store that is read-only, full or locked refuses. It need
 * not outlive a loss of power.
 */
async function canWriteStore(): Promise<boolean> {
  const row = { name: "ready", holder: "", until: nowIso() };
  await transact(
    (tx) =>
      tx
        .insertInto("leases")
        .values(row)
        .onConflict((on) => on.column("name").doUpdateSet({ until: row.until }))
        .execute(),
    { isRepeatable: true },
  );
  return true;
}
