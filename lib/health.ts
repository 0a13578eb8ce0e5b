import "server-only";
import { runnerHealth } from "#lib/changes/runner.ts";
import { db } from "#lib/db/connection.ts";
import { VERSION } from "#lib/version.ts";

export type Health = {
  ok: boolean;
  version: string;
  store: "ok" | "failing";
  runner: "ok" | "stopped";
  /** Why it is not ok, without names, paths or queries. */
  reason?: string;
};

/** Whether this instance can read its store and apply changes. Says no name and no detail of the store: it is public. */
export async function getHealth(): Promise<Health> {
  const isRunning = runnerHealth().isRunning;
  const canRead = await db()
    .selectFrom("audit_head")
    .select("seq")
    .executeTakeFirst()
    .then((row) => row !== undefined)
    .catch(() => false);
  const reason = canRead ? (isRunning ? undefined : "The runner is stopped") : "The store does not answer";
  return {
    ok: canRead && isRunning,
    version: VERSION,
    store: canRead ? "ok" : "failing",
    runner: isRunning ? "ok" : "stopped",
    ...(reason ? { reason } : {}),
  };
}
