import "server-only";
import type { RawBuilder } from "kysely";
import { nowIso } from "#lib/core/ids.ts";
import { db } from "./connection.ts";
import { holder, isGone } from "./lease.ts";

/** How often a process says again what it says; one that was silent for three times as long is taken for dead. */
export const SAY_EVERY_MS = 60_000;

/** What each process on a store says of itself: the key that it seals with, the build that it serves, that it lives (`signs-of-life.ts`). */
type Topic = "keys.process" | "build.process" | "alive";

/** Notes what this process says, believed until then. */
export async function note(topic: Topic, what: string, until: string | RawBuilder<string>): Promise<void> {
  await db()
    .insertInto("leases")
    .values({ name: `${topic} ${holder()}`, holder: what, until })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ holder: what, until }))
    .execute();
}

/** Says it to the other processes, and forgets those that are silent. */
export async function say(topic: Topic, what: string): Promise<void> {
  await note(topic, what, new Date(Date.now() + 3 * SAY_EVERY_MS).toISOString());
  await db().deleteFrom("leases").where("name", "like", `${topic} %`).where("until", "<", nowIso()).execute();
}

/** Takes back what this process said: it is about to end. */
export async function unsay(topic: Topic): Promise<void> {
  await db().deleteFrom("leases").where("name", "=", `${topic} ${holder()}`).execute();
}

/** What each live process says, this one too. */
export async function listSaid(topic: Topic): Promise<{ process: string; what: string }[]> {
  const rows = await db()
    .selectFrom("leases")
    .select(["name", "holder as what"])
    .where("name", "like", `${topic} %`)
    .where("until", ">=", nowIso())
    .execute();
  return rows
    .map(({ name, what }) => ({ process: name.slice(topic.length + 1), what }))
    .filter(({ process }) => !isGone(process))
    .map(({ process, what }) => ({ process: process.split(" ").slice(0, 2).join(" "), what }));
}
