import "server-only";
import { env } from "#lib/core/env.ts";
import { keyFile, readKeyFile } from "#lib/store/crypto/key-file.ts";
import { type Key, parseKeys } from "#lib/store/crypto/keys.ts";
import { ROOT_ROW } from "#lib/store/crypto/sealed-columns.ts";
import { backupKeyOf } from "#lib/store/crypto/start-key-ring.ts";
import {
  BackupError,
  type Header,
  isLocked,
  type KeysLine,
  macOf,
  OLDER_FORMAT,
  unpackKeys,
} from "./format.ts";
import { readParts } from "./read.ts";

export type SignatureOptions = {
  /** A passphrase was given before anybody asked for one: a backup that is under none is not the one that was meant. */
  isPassphraseGiven?: boolean;
  /** Takes keys that stand in the backup for all to read, and so tell nobody who made it. */
  plainKeys?: boolean;
  /** Takes a backup of before the passphrase was part of what it is signed with. */
  older?: boolean;
};

type Signed = { keys: Key[]; from: "file" | "given"; sha256: string };

/**
 * Reads a backup to its end and holds it against its signature, before anything of it is put anywhere. Gives the keys: those
 * in the environment or the data folder come first, for whoever put them there knows which they are; with `ownKeys` the
 * backup's alone. Throws `BackupError`.
 */
export async function verifySignature(
  file: string,
  header: Header,
  passphrase: () => Promise<string>,
  options: SignatureOptions & { ownKeys?: boolean },
): Promise<Signed> {
  const { line, sealedRoot, sha256, mac } = await readSigned(file);
  const isOlder = header.type === OLDER_FORMAT;
  if (isOlder && !options.older)
    throw new BackupError(
      `${file} was made by an older Rollcall, and its signature says nothing of its passphrase: if you know where it was kept, restore it with --older`,
    );
  const isUnderPassphrase = line !== undefined && isLocked(line);
  if (options.isPassphraseGiven && !isUnderPassphrase)
    throw new BackupError(
      `${file} is under no passphrase, and one is given: it may be another file than you mean. If it is the one, give none`,
    );
  const given = options.ownKeys ? undefined : await givenKeys();
  const isNeeded = isUnderPassphrase && (given === undefined || !isOlder);
  if (line && !isUnderPassphrase && given === undefined && !options.plainKeys)
    throw new BackupError(
      `${file} has its keys in plain, so anybody can have made it: if you know where it was kept, restore it with --keys-in-plain`,
    );
  const own = line && (isNeeded || given === undefined) ? await unpackKeys(line, passphrase) : undefined;
  const keys = given ?? own?.keys;
  if (!keys) throw new BackupError(options.ownKeys ? `${file} holds no keys` : noKeys());
  if (sealedRoot === undefined)
    throw new BackupError(`${file} is damaged: it has no check row of a key ring`);
  const passphraseKey = isOlder ? undefined : own?.passphraseKey;
  if (macOf(await backupKeyOf(sealedRoot, keys), sha256, passphraseKey) !== mac)
    throw new BackupError(`${file} was changed by somebody who does not have the keys`);
  return { keys, from: given ? "given" : "file", sha256 };
}

const noKeys = (): string =>
  `The backup holds no keys: put the key file at ${keyFile(env().ROLLCALL_DATA_DIR)}, or set ROLLCALL_KEYS, and restore again`;

async function givenKeys(): Promise<Key[] | undefined> {
  const { ROLLCALL_KEYS, ROLLCALL_DATA_DIR } = env();
  if (ROLLCALL_KEYS) return parseKeys(ROLLCALL_KEYS, "ROLLCALL_KEYS");
  const file = keyFile(ROLLCALL_DATA_DIR);
  const text = await readKeyFile(file);
  return text === undefined ? undefined : parseKeys(text, file);
}

/** What the signature is over and made with. Throws `BackupError` where the file is not whole. */
async function readSigned(file: string) {
  let line: KeysLine | undefined;
  let sealedRoot: string | undefined;
  let columns: string[] | undefined;
  for await (const part of readParts(file)) {
    if (part.kind === "table") columns = part.name === "meta" ? part.columns : undefined;
    else if (part.kind === "row" && columns) {
      const row = Object.fromEntries(columns.map((name, index) => [name, part.values[index]]));
      if (row.key === ROOT_ROW && typeof row.value === "string") sealedRoot = row.value;
    } else if (part.kind === "keys") {
      if (line) throw new BackupError(`${file} is damaged: it has keys twice`);
      line = part.line;
    } else if (part.kind === "end") return { line, sealedRoot, sha256: part.sha256, mac: part.mac };
  }
  throw new BackupError(`${file} is cut off: it has no end`);
}
