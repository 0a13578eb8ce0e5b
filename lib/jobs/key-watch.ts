import "server-only";
import { perProcess } from "#lib/core/per-process.ts";
import { sealingKeyId } from "#lib/store/crypto/key-ring.ts";
import { refreshSessionSecret } from "#lib/store/crypto/session-secret.ts";
import { refreshKeyRing } from "#lib/store/crypto/start-key-ring.ts";
import { SAY_EVERY_MS, say } from "#lib/store/db/presence.ts";

/** What was sealed just before the ring changed may take this long to reach the store. */
const SETTLE_MS = 6_000;

type Watch = { key: string; changedAt: number; said: string; saidAt: number };
const watch = () => perProcess("key-watch", (): Watch => ({ key: "", changedAt: 0, said: "", saidAt: 0 }));

/** Tells the store with which key this process seals, so that no key is retired under it. */
export async function sayKey(): Promise<void> {
  Object.assign(watch(), { key: sealingKeyId(), said: sealingKeyId(), saidAt: performance.now() });
  await say("keys.process", watch().said);
}

/** Looks whether the keys or the sessions' secret changed, and says which key seals from now on. */
export async function watchKeys(): Promise<void> {
  const state = watch();
  await refreshKeyRing();
  await refreshSessionSecret();
  const now = performance.now();
  if (state.key !== sealingKeyId()) Object.assign(state, { key: sealingKeyId(), changedAt: now });
  const hasSettled = state.said !== state.key && now - state.changedAt >= SETTLE_MS;
  if (!hasSettled && now - state.saidAt < SAY_EVERY_MS) return;
  if (hasSettled) state.said = state.key;
  state.saidAt = now;
  await say("keys.process", state.said);
}
