import "server-only";
import { SealError, sealedDigest } from "#lib/crypto/key-ring.ts";
import { db } from "#lib/db/connection.ts";
import { log } from "#lib/log.ts";
import type { Json } from "./chain.ts";
import { CARRY_ACTION, RESEAL_ACTION } from "./names.ts";

/** Events that record, as the fact `sealedToken`, the digest of the sealed token they stored. */
export const RECORDING = ["connection.create", "connection.replaceToken", RESEAL_ACTION, CARRY_ACTION];

/** Whether a connection's sealed token is the one that the audit log last recorded. */
export async function isRecordedToken(connectionId: string, sealed: string): Promise<boolean> {
  const newest = await Promise.all(
    RECORDING.map((action) =>
      db()
        .selectFrom("events")
        .select(["seq", "body"])
        .where("connection_id", "=", connectionId)
        .where("action", "=", action)
        .where("outcome", "=", "done")
        .orderBy("seq", "desc")
        .executeTakeFirst(),
    ),
  );
  const [latest] = newest.filter((event) => event !== undefined).sort((a, b) => b.seq - a.seq);
  const recorded = latest && (JSON.parse(latest.body) as { facts: Record<string, Json> }).facts.sealedToken;
  return recorded === sealedDigest(sealed);
}

/**
 * Refuses a connection's sealed token that is not the one the audit log last recorded: an older row that somebody put
 * back would open, for it is genuine. Throws `SealError` and says so in the log.
 */
export async function assertRecordedToken(connectionId: string, sealed: string): Promise<void> {
  if (await isRecordedToken(connectionId, sealed)) return;
  log.error({ connectionId }, "A sealed token was refused: the audit log recorded another one");
  throw new SealError("refused", "The sealed token is not the one that the audit log recorded last");
}
