import "server-only";
import { env } from "#lib/core/env.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { transact } from "#lib/store/db/connection.ts";
import { listSaid } from "#lib/store/db/presence.ts";
import { keyFile, readKeyFile, replaceKeyFile } from "./key-file.ts";
import { keyIdOf, keyIds, SealError, sealingKeyId } from "./key-ring.ts";
import { type Key, KeyRingError, keysText, newKey, parseKeys } from "./keys.ts";
import { withKeysLease } from "./keys-lease.ts";
import { type Resealed, resealAll } from "./reseal.ts";
import { readSealedRows } from "./sealed-rows.ts";
import { hasKeyFile, refreshKeyRing } from "./start-key-ring.ts";

/** The keys come from the environment, which only a person can change. `value` is what to set; it is a secret. */
export class KeysAreGiven extends Error {
  readonly value: string;
  constructor(message: string, value: string) {
    super(message);
    this.name = "KeysAreGiven";
    this.value = value;
  }
}

async function fileKeys(): Promise<{ file: string; keys: Key[] }> {
  const file = keyFile(env().ROLLCALL_DATA_DIR);
  const text = await readKeyFile(file);
  if (text === undefined) throw new KeyRingError(`The key file ${file} is missing`);
  return { file, keys: parseKeys(text, file) };
}

const note = (action: string, facts: Record<string, string>) =>
  transact((tx) =>
    appendEvent(tx, { action, actor: "system", outcome: "done", facts: { ...facts, by: "command line" } }),
  );

async function keep(file: string, keys: readonly Key[]): Promise<void> {
  await replaceKeyFile(file, keysText(keys));
  await refreshKeyRing();
}

const givenKeys = (): Key[] => parseKeys(env().ROLLCALL_KEYS ?? "", "ROLLCALL_KEYS");
const oneLine = (keys: readonly Key[]): string => keysText(keys).trim().replaceAll("\n", ",");

/** Adds a key that opens and does not seal yet, last in the ring. Returns its id. Throws `KeysAreGiven`. */
export function addKey(): Promise<string> {
  return withKeysLease(async () => {
    if (!hasKeyFile()) {
      const keys = givenKeys();
      throw new KeysAreGiven(
        "The keys come from ROLLCALL_KEYS. Set it to this and restart every server",
        oneLine([...keys, newKey(keys)]),
      );
    }
    const { file, keys } = await fileKeys();
    const added = newKey(keys);
    await keep(file, [...keys, added]);
    await note("keys.add", { key: added.id });
    return added.id;
  });
}

export type Rotation = Resealed & { key: string; how: "made" | "chosen" | "went on" | "joined" };

/**
 * Puts a new key first, or the one named, and seals everything with it. Where a rotation was interrupted it goes on with
 * that one; where another process rotates meanwhile, that rotation counts as this one. Throws `KeysAreGiven` where the
 * ring is the environment's and all is sealed with its first key already.
 */
export function rotateKeys(wanted?: string, onRow?: (resealed: number) => void): Promise<Rotation> {
  const before = sealingKeyId();
  return withKeysLease(async ({ waited, signal }) => {
    await refreshKeyRing();
    const reseal = () =>
      resealAll((resealed) => {
        signal.throwIfAborted();
        onRow?.(resealed);
      });
    if (waited && sealingKeyId() !== before && (wanted === undefined || wanted === sealingKeyId()))
      return { ...(await reseal()), key: sealingKeyId(), how: "joined" };
    if (wanted === undefined && (await hasOlderRows()))
      return { ...(await reseal()), key: sealingKeyId(), how: "went on" };
    const chosen = await putFirst(wanted);
    return { ...(await reseal()), key: chosen, how: wanted === undefined ? "made" : "chosen" };
  });
}

async function putFirst(wanted: string | undefined): Promise<string> {
  const source = hasKeyFile() ? await fileKeys() : undefined;
  const keys = source?.keys ?? givenKeys();
  const first = wanted === undefined ? newKey(keys) : keys.find((key) => key.id === wanted);
  if (!first) throw new KeyRingError(`The key ring has no key "${wanted}"`);
  const ordered = [first, ...keys.filter((key) => key.id !== first.id)];
  if (!source) {
    if (keys[0]?.id === first.id) return first.id;
    throw new KeysAreGiven(
      "The keys come from ROLLCALL_KEYS. Set it to this and restart every server: the first start seals everything again",
      oneLine(ordered),
    );
  }
  await keep(source.file, ordered);
  await note("keys.rotate", { key: first.id, before: keys[0]?.id ?? "" });
  return first.id;
}

/** How many sealed texts each key opens; what is not a sealed text counts under "". */
export async function countSealed(): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for await (const { row } of readSealedRows()) {
    const key = idOf(row.sealed);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function idOf(sealed: string): string {
  try {
    return keyIdOf(sealed);
  } catch (error) {
    if (error instanceof SealError) return "";
    throw error;
  }
}

async function hasOlderRows(): Promise<boolean> {
  const counts = await countSealed();
  return keyIds()
    .slice(1)
    .some((id) => (counts.get(id) ?? 0) > 0);
}

/** Why a key must stay; undefined where nothing needs it. */
async function neededBy(id: string): Promise<string | undefined> {
  if (id === sealingKeyId()) return "it seals; rotate first";
  const rows = (await countSealed()).get(id) ?? 0;
  if (rows > 0)
    return `${rows} sealed ${rows === 1 ? "text needs" : "texts need"} it; rotate to seal them again`;
  const server = (await listSaid("keys.process")).find((one) => one.what === id);
  return (
    server && `the server ${server.process} still seals with it; it takes up a new key within ten seconds`
  );
}

/**
 * Takes a key out of the ring for good. Refuses while anything still needs it: a sealed text, or a server that seals with
 * it. Throws `KeyRingError` with the reason, or `KeysAreGiven`.
 */
export function retireKey(id: string): Promise<void> {
  return withKeysLease(async () => {
    await refreshKeyRing();
    if (!keyIds().includes(id)) throw new KeyRingError(`The key ring has no key "${id}"`);
    const refuse = async () => {
      const why = await neededBy(id);
      if (why) throw new KeyRingError(`Key "${id}" stays: ${why}`);
    };
    await refuse();
    if (!hasKeyFile())
      throw new KeysAreGiven(
        `Nothing needs "${id}". The keys come from ROLLCALL_KEYS: set it to this and restart every server`,
        oneLine(givenKeys().filter((key) => key.id !== id)),
      );
    const { file, keys } = await fileKeys();
    await keep(
      file,
      keys.filter((key) => key.id !== id),
    );
    try {
      // What was sealed while we looked would be lost now: then the key comes back.
      if (((await countSealed()).get(id) ?? 0) > 0)
        throw new KeyRingError(`Key "${id}" stays: it was just used`);
    } catch (error) {
      await keep(file, keys);
      throw error;
    }
    await note("keys.retire", { key: id });
  });
}
