import "server-only";
import { createPrivateKey, type KeyObject } from "node:crypto";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { derivedKey } from "#lib/store/crypto/key-ring.ts";
import { db, type Tx } from "#lib/store/db/connection.ts";
import { beginningSaid } from "./beginning-format.ts";
import { GENESIS_HASH, type Json } from "./chain.ts";
import { type Checkpoint, publicKeyText, signSaid } from "./checkpoint-format.ts";
import { bearsMac } from "./event-mac.ts";
import { readHead } from "./rows.ts";

const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

/** The key that signs checkpoints and exports; it comes from the key ring's root and stays when keys change. */
const signingKey = (): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, derivedKey("audit")]),
    format: "der",
    type: "pkcs8",
  });

/** The public half of the key that signs checkpoints: 32 bytes, base64url. The same as long as the store lives. */
export const checkpointKey = (): string => publicKeyText(signingKey());

/** Signs that the log's event `seq` has this hash. */
export function signMark({ seq, hash }: { seq: number; hash: string }): Checkpoint {
  const publicKey = checkpointKey();
  const said = { type: "rollcall-audit-head/1" as const, seq, hash, at: nowIso(), publicKey };
  return { ...said, signature: signSaid(said, signingKey()) };
}

/**
 * The log's head, if this instance wrote it: a signature would vouch for what somebody else put there. Throws INTERNAL.
 */
export async function readOwnHead(
  from: Tx | ReturnType<typeof db> = db(),
): Promise<{ seq: number; hash: string }> {
  const head = await readHead(from);
  const event = await from
    .selectFrom("events")
    .select(["hash", "mac"])
    .where("seq", "=", head.seq)
    .executeTakeFirst();
  const isOwn = head.seq === 0 ? head.hash === GENESIS_HASH : event?.hash === head.hash && bearsMac(event);
  if (isOwn) return head;
  const reason = "The newest event of the audit log was not written by this Rollcall: verify the log";
  throw new AppError("INTERNAL", { reason, detail: `The head ${head.seq} of the audit log is not signed` });
}

/** Signs the audit log's head as it stands now. Throws INTERNAL. */
export const signHead = async (): Promise<Checkpoint> => signMark(await readOwnHead());

/** An event that says where the log begins, with the signature over it in its place. */
export function signBeginning<T extends { facts: Json }>(event: T, prevHash: string): T {
  const facts = { ...(event.facts as Record<string, Json>), publicKey: checkpointKey() };
  const signature = signText(beginningSaid({ ...event, facts } as Record<string, Json>, prevHash));
  return { ...event, facts: { ...facts, signature } };
}

/** Signs anything else with the same key: an export's last line. */
export const signText = (said: object): string => signSaid(said, signingKey());
