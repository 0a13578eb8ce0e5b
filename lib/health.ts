import "server-only";
import { runnerHealth } from "#lib/changes/runner.ts";
import { db } from "#lib/db/connection.ts";
import { logError } from "#lib/log.ts";
import { VERSION } from "#lib/version.ts";

export type Health = { ok: boolean; version: string; store: string; runner: string };

/** Whether this instance can read its store and works through changes; "ok", or why not, without anybody's name. */
export async function getHealth(): Promise<Health> {
  const store = await storeHealth();
  const { isRunning, failure } = runnerHealth();
  const runner = isRunning ? (failure ? "cannot read the journal" : "ok") : "not running";
  return { ok: store === "ok" && runner === "ok", version: VERSION, store, runner };
}

async function storeHealth(): Promise<string> {
  try {
    await db().selectFrom("meta").select("key").limit(1).execute();
    return "ok";
  } catch (error) {
    logError(error, { at: "health" });
    return "cannot be read";
  }
}
