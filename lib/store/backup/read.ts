import "server-only";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import type { z } from "zod";
import {
  BackupError,
  endSchema,
  FORMAT,
  type Header,
  headerSchema,
  type KeysLine,
  keysSchema,
  OLDER_FORMAT,
  tableSchema,
} from "./format.ts";

/** A line larger than this is no row of a store. */
const MAX_LINE = 64 * 1024 * 1024;

export type Part =
  | { kind: "table"; name: string; columns: string[] }
  | { kind: "row"; values: unknown[] }
  | { kind: "keys"; line: KeysLine }
  | { kind: "end"; rows: number; sha256: string; mac: string };

/** The header of a backup, before anything else is read. Throws `BackupError`: not a backup, or of another format. */
export async function readHeader(file: string): Promise<Header> {
  for await (const line of linesOf(file)) return headerOf(file, line);
  throw new BackupError(`${file} is empty`);
}

function headerOf(file: string, line: string): Header {
  const parsed = headerSchema.safeParse(jsonOf(file, line));
  if (!parsed.success) throw new BackupError(`${file} is not a backup of Rollcall`);
  if (parsed.data.type !== FORMAT && parsed.data.type !== OLDER_FORMAT)
    throw new BackupError(`${file} has the format "${parsed.data.type}"; this Rollcall reads "${FORMAT}"`);
  return parsed.data;
}

/** All after the header. Whoever reads it must reach the end, which comes only where the digest fits. Throws `BackupError`. */
export async function* readParts(file: string): AsyncGenerator<Part> {
  const hash = createHash("sha256");
  let isHeader = true;
  let hasEnded = false;
  for await (const line of linesOf(file)) {
    if (hasEnded) throw new BackupError(`${file} goes on after its end`);
    const value = jsonOf(file, line);
    const end = parsedAs(endSchema, value)?.end;
    if (end) {
      if (hash.digest("hex") !== end.sha256)
        throw new BackupError(`${file} is damaged: its digest is another than it says`);
      hasEnded = true;
      yield { kind: "end", ...end };
      continue;
    }
    hash.update(`${line}\n`);
    if (!isHeader) yield partOf(file, value);
    isHeader = false;
  }
  if (!hasEnded) throw new BackupError(`${file} is cut off: it has no end`);
}

function partOf(file: string, value: unknown): Part {
  if (Array.isArray(value)) return { kind: "row", values: value };
  const table = parsedAs(tableSchema, value);
  if (table) return { kind: "table", name: table.table, columns: table.columns };
  const line = parsedAs(keysSchema, value);
  if (line) return { kind: "keys", line };
  throw new BackupError(`${file} is damaged: it has a line that says nothing`);
}

const parsedAs = <T>(schema: z.ZodType<T>, value: unknown): T | undefined => schema.safeParse(value).data;

function jsonOf(file: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new BackupError(`${file} is damaged: it has a line that is not JSON`, { cause: error });
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const plain = createGunzip();
  source.on("error", (error) => plain.destroy(error));
  source.pipe(plain);
  plain.setEncoding("utf8");
  let rest = "";
  try {
    for await (const chunk of plain) {
      const parts = (rest + String(chunk)).split("\n");
      rest = parts.pop() ?? "";
      if (rest.length > MAX_LINE) throw new BackupError(`${file} is not a backup of Rollcall`);
      yield* parts;
    }
  } catch (error) {
    if (error instanceof BackupError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const why = code?.startsWith("Z") ? "is not a whole gzip file" : `cannot be read (${code})`;
    throw new BackupError(`${file} ${why}`, { cause: error });
  } finally {
    source.destroy();
    plain.destroy();
  }
  if (rest) throw new BackupError(`${file} is cut off: its last line has no end`);
}
