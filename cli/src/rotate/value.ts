import { randomInt } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { usageError } from "../exit.ts";
import { askHidden, readPiped } from "../input/hidden.ts";
import type { Io } from "../io.ts";

/** What the vendors take, and the server checks. */
const MOST = 8_192;
const MOST_BYTES = 4 * MOST + 2;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Letters and digits: what no shell, URL or file of settings has to quote. */
export const generated = (length: number): string =>
  Array.from({ length }, () => LETTERS.charAt(randomInt(LETTERS.length))).join("");

/** The value that is typed unseen or piped in. One line end at its end is the pipe's, not the value's. */
export async function readValue(io: Pick<Io, "stdin" | "stderr">, name: string): Promise<string> {
  const given = io.stdin.isTTY
    ? await askHidden(io, `New value of ${name} (not shown): `)
    : (await readPiped(io.stdin, MOST_BYTES)).replace(/\r?\n$/, "");
  if (given === "") throw usageError("There is no value. Pipe it in, type it, or give --generate.");
  if (given.length > MOST) throw usageError(`A value has at most ${MOST.toLocaleString("en")} characters.`);
  return given;
}

/** Writes a value where nothing was before, for its owner alone; answers what takes it away again. */
export async function writeValue(file: string, value: string): Promise<() => Promise<void>> {
  try {
    const handle = await open(file, "wx", 0o600);
    try {
      await handle.writeFile(`${value}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === "EEXIST";
    throw usageError(
      isThere
        ? `${file} exists; it is not overwritten.`
        : `${file} cannot be written: ${(error as Error).message}`,
    );
  }
  return () => rm(file, { force: true });
}
