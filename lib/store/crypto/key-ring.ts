import "server-only";
import { createHash, hkdfSync } from "node:crypto";
import canonicalize from "canonicalize";
import { decodeProtectedHeader, FlattenedEncrypt, type FlattenedJWE, flattenedDecrypt } from "jose";
import { AppError } from "#lib/core/errors.ts";
import { log } from "#lib/core/log.ts";
import { forgetPerProcess, perProcess } from "#lib/core/per-process.ts";
import { KEY_BYTES, type Key, KeyRingError } from "./keys.ts";

/** Where a sealed text belongs. It opens nowhere else. */
export type SealBinding = { table: string; column: string; row: string; vendor?: string; target?: string };

export type DerivedLabel =
  | "session"
  | "audit"
  | "fingerprint"
  | "batch-values"
  | "backup"
  | "audit-event"
  | "notices";

/**
 * What the store's check row holds, sealed. `bytes` is what other secrets are derived from: it stays when keys are added,
 * replaced or removed. From the event `auditFrom` on every event bears a MAC; undefined in a store that is older than MACs
 * and was not started since. Nobody without the keys can say otherwise.
 */
export type Root = { bytes: Uint8Array; auditFrom?: number };

export type KeyRing = { keys: Key[]; root: Root; derived: Map<DerivedLabel, Uint8Array> };

type Slot = { ring?: KeyRing; refresh?: (() => Promise<void>) | undefined };
const slot = (): Slot => perProcess("key-ring", () => ({}));

/** A sealed text that did not open: an unknown key, another row, or changed by somebody. */
export class SealError extends AppError {
  readonly why: "unknown-key" | "refused";
  constructor(why: "unknown-key" | "refused", detail: string, cause?: unknown) {
    super("INTERNAL", { detail, cause });
    this.name = "SealError";
    this.why = why;
  }
}

/**
 * Puts a key ring in use in this process, at the start and when its file changed. `refresh` looks whether it has: it is
 * asked before anything is sealed, and when a key is not known. Secrets that were derived stay.
 */
export function installKeyRing(keys: Key[], root: Root, refresh?: () => Promise<void>): void {
  const held = slot();
  const before = held.ring;
  const isSameRoot = before !== undefined && Buffer.from(before.root.bytes).equals(root.bytes);
  // Who puts an older check row back takes no MACs away from a running server.
  const known = isSameRoot && before.root.auditFrom !== undefined ? before.root : root;
  held.ring = { keys, root: known, derived: isSameRoot ? before.derived : new Map() };
  held.refresh = refresh;
}

/** Puts a stored secret in the place of a derived one: the sessions' own, once it was rotated. */
export function installSecret(label: DerivedLabel, secret: Uint8Array): void {
  ring().derived.set(label, secret);
}

export function forgetKeyRing(): void {
  const held = slot();
  delete held.ring;
  delete held.refresh;
  for (const name of ["key-file-seen", "session-secret-seen"]) forgetPerProcess(name);
}

/** From which event on every event bears a MAC; undefined until an older store's log was taken up. */
export const auditFrom = (): number | undefined => ring().root.auditFrom;

/** The keys' ids in their order. The first one seals. */
export const keyIds = (): string[] => ring().keys.map((key) => key.id);

/** The keys themselves, for a backup of them. */
export const ringKeys = (): readonly Key[] => ring().keys;

export const sealingKeyId = (): string => ring().keys[0]?.id ?? "";

function ring(): KeyRing {
  const { ring: installed } = slot();
  if (!installed) throw new KeyRingError("The key ring is not open yet: the store has to be started first");
  return installed;
}

const bindingText = (binding: SealBinding): string => canonicalize(binding) ?? "";
const bindingBytes = (binding: SealBinding): Uint8Array => new TextEncoder().encode(bindingText(binding));

/** Seals with the first of `keys`: AES-256-GCM as flattened JWE, without the binding, which whoever opens it must know. */
export async function sealWith(keys: Key[], plaintext: string, binding: SealBinding): Promise<string> {
  const [key] = keys;
  if (!key) throw new KeyRingError("The key ring is empty");
  const {
    protected: header,
    iv,
    ciphertext,
    tag,
  } = await new FlattenedEncrypt(new TextEncoder().encode(plaintext))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: key.id })
    .setAdditionalAuthenticatedData(bindingBytes(binding))
    .encrypt(key.bytes);
  return JSON.stringify({ protected: header, iv, ciphertext, tag });
}

function parseSealed(sealed: string): { jwe: FlattenedJWE; kid: string } {
  try {
    const { protected: header, iv, ciphertext, tag } = JSON.parse(sealed) as Record<string, string>;
    if (typeof header !== "string" || typeof ciphertext !== "string") throw new Error("fields are missing");
    const jwe = { protected: header, iv, ciphertext, tag } as FlattenedJWE;
    const { kid } = decodeProtectedHeader(jwe);
    if (typeof kid !== "string") throw new Error("it names no key");
    return { jwe, kid };
  } catch (error) {
    throw new SealError("refused", "This is not a sealed text", error);
  }
}

/** Opens with whichever of `keys` sealed it. Throws `SealError`. */
export async function unsealWith(keys: Key[], sealed: string, binding: SealBinding): Promise<string> {
  const { jwe, kid } = parseSealed(sealed);
  const key = keys.find((candidate) => candidate.id === kid);
  if (!key) throw new SealError("unknown-key", `The key ring has no key "${kid}"`);
  try {
    const aad = Buffer.from(bindingBytes(binding)).toString("base64url");
    const { plaintext } = await flattenedDecrypt({ ...jwe, aad }, key.bytes, {
      keyManagementAlgorithms: ["dir"],
      contentEncryptionAlgorithms: ["A256GCM"],
    });
    return new TextDecoder().decode(plaintext);
  } catch (error) {
    throw new SealError("refused", "A sealed text was changed, or belongs to another row", error);
  }
}

/** Seals a text so that it opens only with this binding: for tokens and waiting secret values. */
export async function seal(plaintext: string, binding: SealBinding): Promise<string> {
  await slot().refresh?.();
  return sealWith(ring().keys, plaintext, binding);
}

/** Opens a sealed text. Throws `SealError`, and says so in the log, where key, row or text is not the one that was sealed. */
export async function unseal(sealed: string, binding: SealBinding): Promise<string> {
  try {
    if (!keyIds().includes(keyIdOf(sealed))) await slot().refresh?.();
    return await unsealWith(ring().keys, sealed, binding);
  } catch (error) {
    if (error instanceof SealError)
      log.error(
        { binding: bindingText(binding), why: error.why },
        `A sealed text was refused: ${error.detail}`,
      );
    throw error;
  }
}

/** The id of the key that a text was sealed with. Throws `SealError` where it is no sealed text. */
export const keyIdOf = (sealed: string): string => parseSealed(sealed).kid;

/** Whether a sealed text was sealed with an older key than the one that seals now. */
export const isSealedWithOlderKey = (sealed: string): boolean => keyIdOf(sealed) !== sealingKeyId();

/** SHA-256 of a sealed text, in hex: goes into the audit event of whoever stored it, so that an older copy is noticed. */
export const sealedDigest = (sealed: string): string => createHash("sha256").update(sealed).digest("hex");

/** A secret of 32 bytes for one purpose, the same in every process and after keys change. Throws before `startStore`. */
export function derivedKey(label: DerivedLabel): Uint8Array {
  const { root, derived } = ring();
  const known = derived.get(label);
  if (known) return known;
  const made = deriveFrom(root.bytes, label);
  derived.set(label, made);
  return made;
}

/** The same from a root that is not in use: of a store that is being restored. */
export const deriveFrom = (root: Uint8Array, label: DerivedLabel): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", root, "rollcall", `rollcall/${label}/1`, KEY_BYTES));
