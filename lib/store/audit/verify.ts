import "server-only";
import { db, type Tx } from "#lib/store/db/connection.ts";
import { ChainWalk, type Verdict } from "./chain-walk.ts";
import { checkpointKey } from "./checkpoint.ts";
import type { Checkpoint } from "./checkpoint-format.ts";
import { authentic } from "./event-mac.ts";
import { readEvents, readHead } from "./rows.ts";

/**
 * Verifies this store's own log against its head row, the MACs of its events, and any checkpoints that were kept. `onProgress` hears of every
 * event that was found sound.
 */
export async function verifyLog(
  checkpoints: readonly Checkpoint[] = [],
  onProgress?: (seq: number) => Promise<void> | undefined,
  from: Tx | ReturnType<typeof db> = db(),
): Promise<Verdict> {
  const head = await readHead(from);
  const walk = new ChainWalk({ head, checkpoints, publicKey: checkpointKey(), authentic: authentic() });
  // What is appended meanwhile is not looked at: the head was taken before.
  for await (const event of readEvents(0, head.seq, from)) {
    if (walk.take(event)) break;
    await onProgress?.(event.seq);
  }
  return walk.end();
}
