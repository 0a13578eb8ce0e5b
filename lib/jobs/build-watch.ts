import "server-only";
import { buildId } from "#lib/core/build-id.ts";
import { log } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { listSaid, say, unsay } from "#lib/store/db/presence.ts";

/** The other builds that the log has named. */
const named = () => perProcess("builds-named", () => new Set<string>());

/**
 * Tells the store which build this process serves, and says so in the log when another process serves another one: a form
 * that one of them made, the other cannot read.
 */
export async function watchBuilds(): Promise<void> {
  const id = buildId();
  if (id === undefined) return;
  await say("build.process", id);
  for (const { process, build } of await otherBuilds(id)) {
    if (named().has(build)) continue;
    named().add(build);
    log.warn(
      { build: id, otherBuild: build, otherProcess: process },
      "Another server process on this store serves another build, so forms of one fail at the other. Build once and copy it, or build with one NEXT_SERVER_ACTIONS_ENCRYPTION_KEY (docs/operations.md). While an update goes through the servers one by one, this is as it must be",
    );
  }
}

/** Says that this process serves no more. */
export async function leaveBuilds(): Promise<void> {
  if (buildId() !== undefined) await unsay("build.process");
}

/** The live processes on this store that serve another build. */
export async function otherBuilds(id: string): Promise<{ process: string; build: string }[]> {
  const all = await listSaid("build.process");
  return all.filter(({ what }) => what !== id).map(({ process, what }) => ({ process, build: what }));
}
