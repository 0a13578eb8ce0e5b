import "server-only";
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { derivedKey } from "#lib/crypto/key-ring.ts";
import { nowIso } from "#lib/ids.ts";
import { canonicalJson } from "./chain.ts";
import { readHead } from "./rows.ts";

/**
 * The head of the audit log, signed. Kept elsewhere, it shows later whether the end of the log was cut off or an older
 * copy put back, which the log alone cannot show.
 */
export type Checkpoint = {
  type: "rollcall-audit-head/1";
  seq: number;
  hash: string;
  at: string;
  /** Ed25519 public key and signature, base64url. */
  publicKey: string;
  signature: string;
};

const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI_ED25519 = Buffer.from("302a300506032b6570032100", "hex");

const signingKey = (): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, derivedKey("audit")]),
    format: "der",
    type: "pkcs8",
  });

const signedText = ({ type, seq, hash, at, publicKey }: Omit<Checkpoint, "signature">): Buffer =>
  Buffer.from(canonicalJson({ type, seq, hash, at, publicKey }));

/** The public half of the key that signs checkpoints: 32 bytes, base64url. The same as long as the store lives. */
export function checkpointKey(): string {
  const spki = createPublicKey(signingKey()).export({ format: "der", type: "spki" });
  return spki.subarray(SPKI_ED25519.length).toString("base64url");
}

/** Signs the audit log's head as it stands now. */
export async function signHead(): Promise<Checkpoint> {
  const { seq, hash } = await readHead();
  const head = {
    type: "rollcall-audit-head/1" as const,
    seq,
    hash,
    at: nowIso(),
    publicKey: checkpointKey(),
  };
  return { ...head, signature: sign(null, signedText(head), signingKey()).toString("base64url") };
}

/** Whether a checkpoint was signed by the key whose public half is `publicKey`, and not changed since. */
export function isGenuine(checkpoint: Checkpoint, publicKey: string): boolean {
  const raw = Buffer.from(publicKey, "base64url");
  if (raw.length !== 32 || checkpoint.publicKey !== publicKey) return false;
  const key = createPublicKey({ key: Buffer.concat([SPKI_ED25519, raw]), format: "der", type: "spki" });
  return verify(null, signedText(checkpoint), key, Buffer.from(checkpoint.signature, "base64url"));
}
