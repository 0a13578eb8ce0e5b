import "server-only";
import { randomUUID } from "node:crypto";
import { chmod, link, mkdir, open, readFile, rename, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { KeyRingError, newKeyText } from "./keys.ts";

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;

/** The key file of a data folder. */
export const keyFile = (dataDir: string): string => path.join(/* turbopackIgnore: true */ dataDir, "keys");

/** The key file's text, or undefined where there is none. Others' rights on it are taken away. Throws `KeyRingError`. */
export async function readKeyFile(file: string): Promise<string | undefined> {
  try {
    const text = await readFile(file, "utf8");
    // A file mounted read-only keeps its mode: whoever mounted it decides.
    if ((await stat(file)).mode & 0o077) await chmod(file, 0o600).catch(() => {});
    return text;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new KeyRingError(`The key file ${file} cannot be read (${codeOf(error)})`, { cause: error });
  }
}

/**
 * Makes the key file, whole or not at all, and returns the text of the one that is there afterwards: when two
 * processes start at once, both get the first one's. Throws `KeyRingError`.
 */
export async function makeKeyFile(file: string): Promise<string> {
  await placeKeyFile(file, `${newKeyText()}\n`);
  const text = await readKeyFile(file);
  if (text === undefined) throw new KeyRingError(`The key file ${file} vanished while it was being made`);
  return text;
}

/** Puts a text where no key file is: an existing one is never replaced. Throws `KeyRingError`. */
export async function placeKeyFile(file: string, text: string): Promise<void> {
  const folder = path.dirname(file);
  const draft = path.join(folder, `.keys-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const handle = await open(draft, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Linking fails where the name is taken, so an existing file is never replaced.
    await link(draft, file).catch((error: unknown) => {
      if (codeOf(error) !== "EEXIST") throw error;
    });
    await syncFolder(folder);
  } catch (error) {
    throw new KeyRingError(`The key file ${file} cannot be made (${codeOf(error)})`, { cause: error });
  } finally {
    await unlink(draft).catch(() => {});
  }
}

/** Puts other text in the key file, whole or not at all, for its owner alone. Throws `KeyRingError`. */
export async function replaceKeyFile(file: string, text: string): Promise<void> {
  const folder = path.dirname(file);
  const draft = path.join(folder, `.keys-${randomUUID()}`);
  try {
    const handle = await open(draft, "wx", 0o600);
    try {
      await handle.writeFile(text);
      // Rotated by root, it stays the server's own file.
      const { uid, gid } = await stat(file);
      if (process.getuid?.() === 0) await handle.chown(uid, gid);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
    await syncFolder(folder);
  } catch (error) {
    await unlink(draft).catch(() => {});
    throw new KeyRingError(`The key file ${file} cannot be written (${codeOf(error)})`, { cause: error });
  }
}

/** What tells one version of the key file from another; empty where there is none. */
export async function keyFileMark(file: string): Promise<string> {
  const seen = await stat(file, { bigint: true }).catch(() => undefined);
  return seen ? `${seen.ino} ${seen.size} ${seen.mtimeNs}` : "";
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
