import "server-only";
import { nowIso } from "#lib/core/ids.ts";
import { log, logError } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { db } from "#lib/store/db/connection.ts";
import { holder, isGone } from "#lib/store/db/lease.ts";

const BEAT_MS = 60_000;
/** A process that said nothing for this long is taken for dead. */
const ALIVE_MS = 3 * BEAT_MS;
const PREFIX = "build.process ";

type Watch = { id?: string; timer?: NodeJS.Timeout | undefined; named: Set<string> };
const watch = () => perProcess("build-watch", (): Watch => ({ named: new Set() }));

/** Says which build this process serves. The server in `bin/` does it; a development server has none. */
export function setBuild(id: string): void {
  watch().id = id;
}

/**
 * Tells the store which build this process serves, and says so in the log when another process serves another one: a form
 * that one of them made, the other cannot read. Once per process; further calls do nothing.
 */
export async function startBuildWatch(): Promise<void> {
  const { id, timer } = watch();
  if (id === undefined || timer) return;
  await beat(id);
  const later = (): void => void beat(id).catch((error: unknown) => logError(error, { at: "build-watch" }));
  watch().timer = setInterval(later, BEAT_MS).unref();
}

/** Stops it, and says that this process serves no more. */
export async function stopBuildWatch(): Promise<void> {
  const { timer } = watch();
  if (!timer) return;
  clearInterval(timer);
  watch().timer = undefined;
  await db()
    .deleteFrom("leases")
    .where("name", "=", PREFIX + holder())
    .execute();
}

async function beat(id: string): Promise<void> {
  const until = new Date(Date.now() + ALIVE_MS).toISOString();
  await db()
    .insertInto("leases")
    .values({ name: PREFIX + holder(), holder: id, until })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ holder: id, until }))
    .execute();
  await db().deleteFrom("leases").where("name", "like", `${PREFIX}%`).where("until", "<", nowIso()).execute();
  const { named } = watch();
  for (const { process, build } of await otherBuilds(id)) {
    if (named.has(build)) continue;
    named.add(build);
    log.warn(
      { build: id, otherBuild: build, otherProcess: process },
      "Another server process on this store serves another build, so forms of one fail at the other. Build once and copy it, or build with one NEXT_SERVER_ACTIONS_ENCRYPTION_KEY (docs/operations.md). While an update goes through the servers one by one, this is as it must be",
    );
  }
}

/** The live processes on this store that serve another build. */
export async function otherBuilds(id: string): Promise<{ process: string; build: string }[]> {
  const rows = await db()
    .selectFrom("leases")
    .select(["name", "holder"])
    .where("name", "like", `${PREFIX}%`)
    .where("holder", "!=", id)
    .where("until", ">=", nowIso())
    .execute();
  return rows
    .map(({ name, holder: build }) => ({ process: name.slice(PREFIX.length), build }))
    .filter(({ process }) => !isGone(process))
    .map(({ process, build }) => ({ process: process.split(" ").slice(0, 2).join(" "), build }));
}
