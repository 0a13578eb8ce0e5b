import "server-only";
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { z } from "zod";
import { PASSPHRASE_COST } from "#lib/core/hash-costs.ts";
import type { Key } from "#lib/store/crypto/keys.ts";
import { keysText, parseKeys } from "#lib/store/crypto/keys.ts";

/*
 * A backup is gzipped JSON Lines, the same from both databases: a header; of each table its name and columns, then a row a
 * line; the keys, if they are in it; and an end with the digest of all lines before it.
 */

export const FORMAT = "rollcall-backup/2";
/** Its MAC was by the key ring alone: it says nothing of the passphrase. */
export const OLDER_FORMAT = "rollcall-backup/1";

/** A backup that cannot be made or restored. The message is one line that says why. */
export class BackupError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BackupError";
  }
}

const text = z.string();
export const headerSchema = z.object({
  type: text,
  version: text,
  at: text,
  migrations: z.array(text),
  auditHead: z.object({ seq: z.number(), hash: text }),
});
export type Header = z.infer<typeof headerSchema>;

export const tableSchema = z.object({ table: text, columns: z.array(text) });

const lockedKeysSchema = z.object({ salt: text, iv: text, ciphertext: text, tag: text });
export const keysSchema = z.object({ keys: z.union([z.object({ plain: text }), lockedKeysSchema]) });
export type KeysLine = z.infer<typeof keysSchema>;

/**
 * `mac` is over the digest of all lines, with a key that the store's own key ring gives and, where there is a passphrase,
 * one that it gives too: who changes a backup cannot make it, not even with one of both.
 */
export const endSchema = z.object({ end: z.object({ rows: z.number(), sha256: text, mac: text }) });

export function macOf(key: Uint8Array, sha256: string, passphraseKey: Uint8Array | undefined): string {
  const byRing = createHmac("sha256", key).update(sha256).digest();
  return passphraseKey === undefined
    ? byRing.toString("hex")
    : createHmac("sha256", passphraseKey).update(byRing).digest("hex");
}

export const MIN_PASSPHRASE = 12;
const CIPHER = "aes-256-gcm";

type Derive = (
  secret: string,
  salt: Buffer,
  length: number,
  options: typeof PASSPHRASE_COST,
) => Promise<Buffer>;
const derive = promisify(scrypt) as Derive;
const keyFrom = (passphrase: string, salt: Buffer) =>
  derive(passphrase.normalize("NFKC"), salt, 32, PASSPHRASE_COST);

export const isLocked = (line: KeysLine): boolean => !("plain" in line.keys);

/** What the MAC of a backup takes of its passphrase. */
const passphraseKeyFrom = (derived: Buffer): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", derived, "rollcall", "rollcall/backup-mac/1", 32));

export type Packed = { line: KeysLine; passphraseKey?: Uint8Array };

/** The keys as they stand in a backup: under a passphrase, or in plain where none is given. */
export async function packKeys(keys: readonly Key[], passphrase: string | undefined): Promise<Packed> {
  if (passphrase === undefined) return { line: { keys: { plain: keysText(keys) } } };
  if (passphrase.length < MIN_PASSPHRASE)
    throw new BackupError(`The passphrase is too short: it needs at least ${MIN_PASSPHRASE} characters`);
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const derived = await keyFrom(passphrase, salt);
  const cipher = createCipheriv(CIPHER, derived, iv);
  const ciphertext = Buffer.concat([cipher.update(keysText(keys), "utf8"), cipher.final()]);
  const [s, i, c, t] = [salt, iv, ciphertext, cipher.getAuthTag()].map((bytes) => bytes.toString("base64"));
  const line = { keys: { salt: s ?? "", iv: i ?? "", ciphertext: c ?? "", tag: t ?? "" } };
  return { line, passphraseKey: passphraseKeyFrom(derived) };
}

/** Opens them again; asks for the passphrase only where one is needed. Throws `BackupError`. */
export async function unpackKeys(
  line: KeysLine,
  passphrase: () => Promise<string>,
): Promise<{ keys: Key[]; passphraseKey?: Uint8Array }> {
  if ("plain" in line.keys) return { keys: parseKeys(line.keys.plain, "The backup's keys") };
  const { salt, iv, ciphertext, tag } = line.keys;
  const bytes = (base64: string) => Buffer.from(base64, "base64");
  const derived = await keyFrom(await passphrase(), bytes(salt));
  try {
    const opener = createDecipheriv(CIPHER, derived, bytes(iv), { authTagLength: 16 });
    opener.setAuthTag(bytes(tag));
    const opened = Buffer.concat([opener.update(bytes(ciphertext)), opener.final()]);
    const keys = parseKeys(opened.toString("utf8"), "The backup's keys");
    return { keys, passphraseKey: passphraseKeyFrom(derived) };
  } catch (error) {
    throw new BackupError("The passphrase is not the one of this backup", { cause: error });
  }
}
