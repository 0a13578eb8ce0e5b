import "server-only";
import { createPrivateKey, type KeyObject } from "node:crypto";
import { derivedKey } from "#lib/crypto/key-ring.ts";
import { nowIso } from "#lib/ids.ts";
import { type Checkpoint, publicKeyText, signSaid } from "./checkpoint-format.ts";
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

/** Signs the audit log's head as it stands now. */
export const signHead = async (): Promise<Checkpoint> => signMark(await readHead());

/** Signs anything else with the same key: an export's last line. */
export const signText = (said: object): string => signSaid(said, signingKey());
