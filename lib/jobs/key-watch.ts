import "server-only";
import { nowIso } from "#lib/core/ids.ts";
import { logError } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { sealingKeyId } from "#lib/store/crypto/key-ring.ts";
import { SEALING_PREFIX } from "#lib/store/crypto/sealing-processes.ts";
import { refreshSessionSecret } from "#lib/store/crypto/session-secret.ts";
import { refreshKeyRing } from "#lib/store/crypto/start-key-ring.ts";
import { db } from "#lib/store/db/connection.ts";
import { holder } from "#lib/store/db/lease.ts";

const LOOK_MS = 2_000;
const BEAT_MS = 60_000;
/** A process that said nothing for this long is taken for dead. */
const ALIVE_MS = 3 * BEAT_MS;
/** What was sealed just before the ring changed may take this long to reach the store. */
const SETTLE_MS = 6_000;

type Watch = {
  timer?: NodeJS.Timeout | undefined;
  looking?: Promise<void> | undefined;
  key: string;
  changedAt: number;
  said: string;
  saidAt: number;
};
const watch = () => perProcess("key-watch", (): Watch => ({ key: "", changedAt: 0, said: "", saidAt: 0 }));

/**
 * Looks every two seconds whether the keys or the sessions' secret changed, and tells the store with which key this
 * process seals, so that no key is retired under it. Once per process; further calls do nothing.
 */
export async function startKeyWatch(): Promise<void> {
  const state = watch();
  if (state.timer) return;
  Object.assign(state, { key: sealingKeyId(), said: sealingKeyId(), saidAt: performance.now() });
  await say(state.said);
  const beat = (): void => {
    state.looking ??= look(state)
      .catch((error: unknown) => void logError(error, { at: "key-watch" }))
      .finally(() => {
        state.looking = undefined;
      });
  };
  state.timer = setInterval(beat, LOOK_MS).unref();
}

/** Stops it, and says that this process seals no more. */
export async function stopKeyWatch(): Promise<void> {
  const state = watch();
  if (!state.timer) return;
  clearInterval(state.timer);
  state.timer = undefined;
  await state.looking;
  await db()
    .deleteFrom("leases")
    .where("name", "=", SEALING_PREFIX + holder())
    .execute();
}

async function look(state: Watch): Promise<void> {
  await refreshKeyRing();
  await refreshSessionSecret();
  const now = performance.now();
  if (state.key !== sealingKeyId()) Object.assign(state, { key: sealingKeyId(), changedAt: now });
  const hasSettled = state.said !== state.key && now - state.changedAt >= SETTLE_MS;
  if (!hasSettled && now - state.saidAt < BEAT_MS) return;
  if (hasSettled) state.said = state.key;
  state.saidAt = now;
  await say(state.said);
}

async function say(key: string): Promise<void> {
  const until = new Date(Date.now() + ALIVE_MS).toISOString();
  await db()
    .insertInto("leases")
    .values({ name: SEALING_PREFIX + holder(), holder: key, until })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ holder: key, until }))
    .execute();
  await db()
    .deleteFrom("leases")
    .where("name", "like", `${SEALING_PREFIX}%`)
    .where("until", "<", nowIso())
    .execute();
}
