import "server-only";
import { type RawBuilder, sql } from "kysely";
import { log } from "#lib/core/log.ts";
import { SealError, sealedDigest } from "#lib/store/crypto/key-ring.ts";
import { db, type Tx } from "#lib/store/db/connection.ts";
import { chainHash, type Json } from "./chain.ts";
import { authenticBody } from "./event-mac.ts";
import { CARRY_ACTION, RESEAL_ACTION } from "./names.ts";

/** Events that record, as the fact `sealedToken`, the digest of the sealed token they stored. */
export const RECORDING = ["connection.create", "connection.replaceToken", RESEAL_ACTION, CARRY_ACTION];

/**
 * The event that recorded a connection's sealed token last, as one text, as a part of a query of that connection: read in
 * one statement with the row, both are of one instant, whoever replaces the token meanwhile.
 */
export const recordingEvent = (connectionId: string): RawBuilder<string | null> => {
  const newest = RECORDING.map(
    (action) => sql`select max(seq) as seq from events
      where connection_id = ${connectionId} and action = ${action} and outcome = 'done'`,
  );
  return sql`(select seq || ' ' || id || ' ' || prev_hash || ' ' || coalesce(mac, '-') || ' ' || body from events where seq = (
    select max(seq) from (${sql.join(newest, sql` union all `)}) as newest))`;
};

/**
 * The digest that such an event recorded of this connection's token: undefined where this instance did not write it, or
 * wrote it of something else or elsewhere in the log.
 */
export function recordedDigest(event: string | null, connectionId: string): string | undefined {
  const [, seq, id = "", prev_hash = "", mac = "", body = ""] =
    /^(\d+) (\S*) (\S*) (\S*) (.*)$/s.exec(event ?? "") ?? [];
  const hash = chainHash(prev_hash, body);
  const said = authenticBody({ seq: Number(seq), id, body, personal: null, prev_hash, hash, mac });
  const { sealedToken } = (said?.facts ?? {}) as { sealedToken?: Json };
  const isOfIt =
    said?.connection_id === connectionId &&
    said.outcome === "done" &&
    RECORDING.includes(String(said.action)) &&
    typeof sealedToken === "string";
  return isOfIt ? sealedToken : undefined;
}

/** Whether that event recorded this sealed token. */
export const isRecordedIn = (event: string | null, connectionId: string, sealed: string): boolean =>
  recordedDigest(event, connectionId) === sealedDigest(sealed);

/** The same event read by itself. */
export async function readRecording(
  from: Tx | ReturnType<typeof db>,
  connectionId: string,
): Promise<string | null> {
  const { rows } = await sql<{
    event: string | null;
  }>`select ${recordingEvent(connectionId)} as event`.execute(from);
  return rows[0]?.event ?? null;
}

/** Whether a connection's sealed token is the one that the audit log last recorded. */
export async function isRecordedToken(
  connectionId: string,
  sealed: string,
  from: Tx | ReturnType<typeof db> = db(),
): Promise<boolean> {
  return isRecordedIn(await readRecording(from, connectionId), connectionId, sealed);
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
