import "server-only";
import { type RawBuilder, sql } from "kysely";
import { SealError, sealedDigest } from "#lib/crypto/key-ring.ts";
import { db } from "#lib/db/connection.ts";
import { log } from "#lib/log.ts";
import type { Json } from "./chain.ts";
import { CARRY_ACTION, RESEAL_ACTION } from "./names.ts";

/** Events that record, as the fact `sealedToken`, the digest of the sealed token they stored. */
export const RECORDING = ["connection.create", "connection.replaceToken", RESEAL_ACTION, CARRY_ACTION];

/**
 * The body of the event that recorded a connection's sealed token last, as a part of a query of that connection: read in
 * one statement with the row, both are of one instant, whoever replaces the token meanwhile.
 */
export const recordingBody = (connectionId: string): RawBuilder<string | null> => {
  const newest = RECORDING.map(
    (action) => sql`select max(seq) as seq from events
      where connection_id = ${connectionId} and action = ${action} and outcome = 'done'`,
  );
  return sql`(select body from events where seq = (
    select max(seq) from (${sql.join(newest, sql` union all `)}) as newest))`;
};

/** Whether that event recorded this sealed token. */
export const isRecordedIn = (body: string | null, sealed: string): boolean =>
  body !== null &&
  (JSON.parse(body) as { facts: Record<string, Json> }).facts.sealedToken === sealedDigest(sealed);

/** Whether a connection's sealed token is the one that the audit log last recorded. */
export async function isRecordedToken(connectionId: string, sealed: string): Promise<boolean> {
  const { rows } = await sql<{ body: string | null }>`select ${recordingBody(connectionId)} as body`.execute(
    db(),
  );
  return isRecordedIn(rows[0]?.body ?? null, sealed);
}

/**
 * Refuses a connection's sealed token that is not the one the audit log last recorded: an older row that somebody put
 * back would open, for it is genuine. Throws `SealError` and says so in the log.
 */
export async function assertRecordedToken(connectionId: string, sealed: string): Promise<void> {
  if (!(await isRecordedToken(connectionId, sealed))) refuseUnrecorded(connectionId);
}

/** Says in the log that a sealed token is not the recorded one, and throws `SealError`. */
export function refuseUnrecorded(connectionId: string): never {
  log.error({ connectionId }, "A sealed token was refused: the audit log recorded another one");
  throw new SealError("refused", "The sealed token is not the one that the audit log recorded last");
}
