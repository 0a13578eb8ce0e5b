import "server-only";
import { runnerHealth } from "#lib/changes/runner.ts";
import { db } from "#lib/db/connection.ts";
import { VERSION } from "#lib/version.ts";

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
  const { isRunning, failure } = runnerHealth();
  const runner = isRunning ? (failure ? "failing" : "ok") : "stopped";
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
