import "server-only";
import { log } from "#lib/core/log.ts";
import { auditFrom } from "#lib/store/crypto/key-ring.ts";
import { noteAuditFrom, rereadRoot } from "#lib/store/crypto/start-key-ring.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";
import { appendEvent } from "./append.ts";
import { carryTokens } from "./carry-tokens.ts";
import { GENESIS_HASH, type Json } from "./chain.ts";
import { checkpointKey } from "./checkpoint.ts";
import { checkpointSchema, isGenuine } from "./checkpoint-format.ts";
import { AUTHENTICATE_ACTION, RETENTION_ACTION } from "./names.ts";
import { readHead } from "./rows.ts";
import { RECORDING } from "./sealed-token.ts";

/**
 * Takes up the log of a store that is older than the MACs of events: appends the first event that bears one, which also
 * says, signed, where the log begins, and records each sealed token anew. What is in the log already stays as it is: it is
 * held by the chain, and by this event, from now on, but nobody can tell who wrote it. Once in a store's life.
 */
export async function authenticateLog(): Promise<void> {
  if (auditFrom() !== undefined) return;
  const from = await transact(takeUpLog);
  await rereadRoot();
  if (from > 1) log.info({ from }, "Events of the audit log bear a MAC from now on");
}

/** The same in a transaction; the key ring has to be opened anew after it. Returns the first event that bears a MAC. */
export async function takeUpLog(tx: Tx): Promise<number> {
  // Taken first: the head's row is what makes writers wait for one another.
  await tx
    .updateTable("audit_head")
    .set((row) => ({ seq: row("seq", "+", 0) }))
    .where("id", "=", 1)
    .execute();
  return noteAuditFrom(tx, async () => {
    const head = await readHead(tx);
    if (head.seq === 0) return 1;
    const { seq } = await appendEvent(tx, {
      action: AUTHENTICATE_ACTION,
      actor: "system",
      outcome: "done",
      facts: await oldBeginning(tx),
      isBeginning: true,
    });
    await carryTokens(tx, (connectionId) => oldDigest(tx, connectionId));
    return seq;
  });
}

/** Where an old log begins, if it can show that the retention removed what was before: as it was recorded then. */
async function oldBeginning(tx: Tx): Promise<{ removedTo: number; hash: string }> {
  const first = await tx.selectFrom("events").select(["seq", "prev_hash"]).orderBy("seq").executeTakeFirst();
  const whole = { removedTo: 0, hash: GENESIS_HASH };
  if (!first || first.seq === 1) return whole;
  const said = { removedTo: first.seq - 1, hash: first.prev_hash };
  const record = await tx
    .selectFrom("events")
    .select("body")
    .where("action", "=", RETENTION_ACTION)
    .orderBy("seq", "desc")
    .executeTakeFirst();
  const { checkpoint, removedTo, hash } = factsOf(record?.body);
  const signed = checkpointSchema.safeParse(checkpoint);
  const isSound =
    signed.success &&
    removedTo === said.removedTo &&
    hash === said.hash &&
    signed.data.seq === said.removedTo &&
    signed.data.hash === said.hash &&
    isGenuine(signed.data, checkpointKey());
  // Where nothing explains it, a verifier goes on saying that events are missing.
  return isSound ? said : whole;
}

async function oldDigest(tx: Tx, connectionId: string): Promise<string | null> {
  const newest = await tx
    .selectFrom("events")
    .select("body")
    .where("connection_id", "=", connectionId)
    .where("action", "in", RECORDING)
    .where("outcome", "=", "done")
    .orderBy("seq", "desc")
    .executeTakeFirst();
  const { sealedToken } = factsOf(newest?.body);
  return typeof sealedToken === "string" ? sealedToken : null;
}

const factsOf = (body: string | undefined): Record<string, Json> =>
  body === undefined ? {} : (JSON.parse(body) as { facts: Record<string, Json> }).facts;
