import { readFile } from "node:fs/promises";
import { LineCounter, parseDocument } from "yaml";
import { usageError } from "../exit.ts";
import type { Io } from "../io.ts";
import { readPiped } from "./hidden.ts";

/** As much as the server takes. */
const MOST_BYTES = 10 * 1024 * 1024;
/** Aliases that may be followed: enough for people, too few for a document that grows without end. */
const MOST_ALIASES = 200;

/** The text of a file, or of standard input for "-". */
export async function readInput(io: Pick<Io, "stdin">, file: string): Promise<string> {
  if (file === "-") return readPiped(io.stdin, MOST_BYTES);
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw usageError(
      isMissing ? `There is no file ${file}.` : `${file} cannot be read: ${(error as Error).message}`,
    );
  }
  if (bytes.length > MOST_BYTES) throw usageError(`${file} is larger than 10 MB.`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw usageError(`${file} is no text in UTF-8.`);
  }
}

/**
 * What a text in YAML or JSON says. What is wrong is said with its line, and never with what stands there: that may be a
 * secret's value.
 */
export function parseInput(text: string, name: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines, uniqueKeys: true });
  const [fault] = document.errors;
  if (fault) {
    const { line, col } = lines.linePos(fault.pos[0]);
    throw usageError(`${name}, line ${line}, column ${col}: this is neither YAML nor JSON (${fault.code})`);
  }
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch {
    throw usageError(`${name} refers to its own parts more often than is read (${MOST_ALIASES} times).`);
  }
}

/** What a file in YAML or JSON says; "-" is standard input. */
export const readDocument = async (io: Pick<Io, "stdin">, file: string): Promise<unknown> =>
  parseInput(await readInput(io, file), file === "-" ? "Standard input" : file);
