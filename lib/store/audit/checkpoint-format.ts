import { createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import canonicalize from "canonicalize";
import { z } from "zod";

/**
 * The head of the audit log at one time, signed. Kept elsewhere, it shows later whether the end of the log was cut off
 * or an older copy put back, which the log alone cannot show.
 */
export const checkpointSchema = z.strictObject({
  type: z.literal("rollcall-audit-head/1"),
  seq: z.number().int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.string().max(64),
  /** Ed25519 public key and signature, base64url. */
  publicKey: z.string().regex(/^[\w-]{43}$/),
  signature: z.string().regex(/^[\w-]{86}$/),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

const SPKI_ED25519 = Buffer.from("302a300506032b6570032100", "hex");

/** An Ed25519 public key as checkpoints carry it: 32 bytes, base64url. */
export function publicKeyText(privateKey: KeyObject): string {
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return spki.subarray(SPKI_ED25519.length).toString("base64url");
}

const bytesOf = (said: object): Buffer => Buffer.from(canonicalize(said) ?? "");

/** Signs what is said, as canonical JSON; base64url. */
export const signSaid = (said: object, privateKey: KeyObject): string =>
  sign(null, bytesOf(said), privateKey).toString("base64url");

/** Whether `said` was signed by the key whose public half is `publicKey`. False for anything malformed. */
export function isSignedBy(said: object, signature: string, publicKey: string): boolean {
  const raw = Buffer.from(publicKey, "base64url");
  if (raw.length !== 32) return false;
  const key = createPublicKey({ key: Buffer.concat([SPKI_ED25519, raw]), format: "der", type: "spki" });
  return verify(null, bytesOf(said), key, Buffer.from(signature, "base64url"));
}

/** Whether a checkpoint was signed by the key whose public half is `publicKey`, and not changed since. */
export function isGenuine({ signature, ...said }: Checkpoint, publicKey: string): boolean {
  return said.publicKey === publicKey && isSignedBy(said, signature, publicKey);
}

/**
 * The checkpoints in a text: one as JSON, a list, or one a line, as they are downloaded, delivered by webhook (under
 * `data`) or appended to a file. Undefined when anything in it is none.
 */
export function parseCheckpoints(text: string): Checkpoint[] | undefined {
  const values = jsonOf(text) ?? text.split("\n").flatMap((line) => (line.trim() ? [jsonOf(line)] : []));
  const found = [values].flat().map((value) => {
    const inner = z.object({ data: z.unknown() }).safeParse(value);
    const parsed = checkpointSchema.safeParse(inner.success ? inner.data.data : value);
    return parsed.success ? parsed.data : undefined;
  });
  return found.length > 0 && found.every((one) => one !== undefined) ? found : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
