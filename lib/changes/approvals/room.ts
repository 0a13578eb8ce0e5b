import { grouped } from "#lib/core/grouped.ts";
import "server-only";
import { MAX_BATCH } from "#lib/changes/constants.ts";
import { nowIsoByClock } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import type { Tx } from "#lib/store/db/connection.ts";

/** So many requests of one person's tokens may wait at a time: people read each, and the page plans each. */
export const MOST_REQUESTS = 50;

/**
 * Throws CONFLICT where as much as people can look at waits already of what somebody's tokens asked for: a program that asks on and
 * on must not bury what others ask for, nor send mail after mail. What people ask for themselves has no such end.
 */
export async function assertRoomToAsk(tx: Tx, { userId, token }: Viewer, size: number): Promise<void> {
  if (token === undefined) return;
  const { n, changes } = await tx
    .selectFrom("approvals")
    .select((row) => [row.fn.countAll<number>().as("n"), row.fn.sum<number | null>("size").as("changes")])
    .where("user_id", "=", userId)
    .where("token_id", "is not", null)
    .where("state", "=", "pending")
    .where("expires_at", ">", nowIsoByClock())
    .executeTakeFirstOrThrow();
  const [requests, waiting] = [Number(n), Number(changes ?? 0)];
  if (requests < MOST_REQUESTS && (requests === 0 || waiting + size <= MAX_BATCH)) return;
  throw new AppError("CONFLICT", {
    reason: `${requests} requests of your tokens wait already, with ${grouped(waiting)} changes: have them decided, or withdraw some`,
  });
}
