import { valueNotes } from "#lib/changes/rotation/dotenv-value.ts";
import { SECRET_NAME_PATTERN } from "#lib/changes/schema.ts";
import { invisibleIn, seenText } from "#lib/core/addresses/signs.ts";
import { grouped } from "#lib/core/grouped.ts";

/** Larger files are refused before they are read. */
export const MAX_DOTENV_BYTES = 1_000_000;
const MAX_NAME = 128;
const MAX_VALUE = 8_192;
const MAX_ENTRIES = 1_000;

export type DotenvEntry = { name: string; value: string; line: number };
export type DotenvFinding = { line: number; text: string; tone: "error" | "note" };
export type Dotenv = { entries: DotenvEntry[]; findings: DotenvFinding[] };

type Quote = '"' | "'" | "`";
const isQuote = (sign: string | undefined): sign is Quote => sign === '"' || sign === "'" || sign === "`";
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ['"', '"'],
  ["\\", "\\"],
  ["$", "$"],
  ["`", "`"],
]);

/**
 * Reads the text of an `.env` file: `NAME=value` a line, `export` before it or not, values plain or in quotes over
 * several lines, `#` comments, any line ends, with or without a byte order mark. Names that stand twice: the last one
 * counts. What cannot be used is a finding by line; it is never part of `entries`. A finding never holds a value, nor a piece
 * of one: a key or a text that goes over several lines without quotes is one finding from its first to its last line.
 */
export function parseDotenv(text: string): Dotenv {
  const source = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const findings: DotenvFinding[] = [];
  const entries = new Map<string, DotenvEntry>();
  const reader: Reader = { source, at: 0, line: 1, isBroken: false };
  while (reader.at < source.length) {
    const line = reader.line;
    const found = readLine(reader);
    if (!found) continue;
    if ("problem" in found) {
      reader.isBroken = true;
      findings.push({ line, text: found.problem, tone: "error" });
      continue;
    }
    const problem = problemOf(found.name, found.value, reader.isBroken);
    reader.isBroken = problem !== undefined && reader.isBroken;
    const before = entries.get(found.name);
    if (problem) findings.push({ line, text: problem, tone: "error" });
    else if (!before && entries.size >= MAX_ENTRIES)
      return { entries: [...entries.values()], findings: [...findings, tooMany(line)] };
    else {
      if (before)
        findings.push({
          line: before.line,
          text: `${found.name} stands again in line ${line}: the last one counts`,
          tone: "note",
        });
      const notes = [...(found.notes ?? []), ...valueNotes(found.name, found.value, found.quote)];
      for (const text of notes) findings.push({ line, text, tone: "note" });
      // Set anew, so that the order is that of the lines that count.
      entries.delete(found.name);
      entries.set(found.name, { name: found.name, value: found.value, line });
    }
  }
  return { entries: [...entries.values()], findings: findings.sort((a, b) => a.line - b.line) };
}

const tooMany = (line: number): DotenvFinding => ({
  line,
  text: `From here on nothing is read: more than ${grouped(MAX_ENTRIES)} names`,
  tone: "error",
});

/** What is wrong with a name or a value; undefined when nothing is. After a broken line, a name may be a piece of a value. */
function problemOf(name: string, value: string, isBroken: boolean): string | undefined {
  if (name.length > MAX_NAME) return `A name has at most ${MAX_NAME} characters`;
  if (!SECRET_NAME_PATTERN.test(name))
    return `${isBroken ? "This" : shown(name)} is not a name: start with a letter; then letters, digits and _ only`;
  // "abc=" and "abc==" end a text in base64.
  if (value === "" || value === "=") {
    if (isBroken || value === "=")
      return "This looks like the end of a value over several lines: put it in quotes";
    return `${name} has no value`;
  }
  if (value.includes("\0")) return `The value of ${name} holds a NUL character`;
  if (value.length > MAX_VALUE) return `The value of ${name} has more than 8,192 characters`;
  return undefined;
}

/** Something that may not be a name is clipped, for it may be part of a value that was broken over lines. */
const shown = (text: string): string =>
  text.length > 24 || /[/+]/.test(text) ? "This" : text || "An empty text";

/** `isBroken`: the line before could not be read, so this one may go on with its value. */
type Reader = { source: string; at: number; line: number; isBroken: boolean };
type Read = { name: string; value: string; quote?: Quote; notes?: string[] };
type Found = Read | { problem: string } | undefined;

const BEGIN = /-----BEGIN [^-\n]*-----|---- BEGIN [^-\n]* ----/;
const END = /-----END [^-\n]*-----|---- END [^-\n]* ----/;

function readLine(reader: Reader): Found {
  const { source, at } = reader;
  const end = endOfLine(source, at);
  const text = source.slice(at, end);
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.startsWith("#")) return skipTo(reader, end);
  const equals = text.indexOf("=");
  const name = nameOf(equals < 0 ? "" : text.slice(0, equals));
  let start = at + equals + 1;
  while (source[start] === " " || source[start] === "\t") start++;
  const quote = equals < 0 ? undefined : source[start];
  if (isQuote(quote)) {
    const closed = readQuoted(reader, { ...name, quote, start: start + 1 });
    if (closed) return closed;
    // The quote is never closed: a key in it is left out to its end, anything else to the end of its line.
    const rest = source.slice(start, end);
    skipTo(reader, BEGIN.test(rest) ? endOfKey(source, at) : end);
    return { problem: `The quote of ${problemName(name.name)} is never closed` };
  }
  if (BEGIN.test(text)) {
    const last = endOfKey(source, at);
    const value = source.slice(start, last);
    // All of it in one line, as some tools write it with \n: a value like any other.
    if (equals >= 0 && last === end) return plain(reader, name, value, end);
    skipTo(reader, last);
    return { problem: overLines(equals < 0 ? "This" : problemName(name.name)) };
  }
  if (equals < 0) {
    skipTo(reader, end);
    return { problem: "There is no = in this line" };
  }
  const value = source.slice(start, end);
  const last = endOfOpen(source, start, end);
  if (last === undefined) return plain(reader, name, value, end);
  skipTo(reader, last);
  return { problem: overLines(problemName(name.name)) };
}

const overLines = (what: string): string =>
  `${what === "this value" ? "This" : what} begins a value over several lines that is not in quotes: put all of it in quotes`;

/** A name as it is seen; what had to be left out of it is a note. */
function nameOf(text: string): { name: string; notes: string[] } {
  const typed = text.trim().replace(/^export\s+/, "");
  const name = seenText(typed).replace(/^export /, "");
  const signs = invisibleIn(text.replaceAll("\t", " "));
  const notes =
    signs.length > 0 && SECRET_NAME_PATTERN.test(name)
      ? [
          `The name ${name} was written with signs that cannot be seen (${signs.join(", ")}): they are left out`,
        ]
      : [];
  return { name, notes };
}

function plain(reader: Reader, name: ReturnType<typeof nameOf>, text: string, end: number): Read {
  skipTo(reader, end);
  return { ...name, value: plainValue(text) };
}

/** A comment of a plain value begins with a # after a blank. Blanks that only look like one belong to the value. */
const plainValue = (text: string): string =>
  text.replace(/(^|[ \t])#.*$/, "").replace(/^[ \t]+|[ \t]+$/g, "");

/** Where a key ends that begins in the line at `at`, with all that follow it: at the file's end where it never does. */
function endOfKey(source: string, at: number): number {
  let from = at;
  for (;;) {
    const found = END.exec(source.slice(from));
    if (!found) return source.length;
    const end = endOfLine(source, from + found.index);
    const next = /^\s*\S*/.exec(source.slice(end))?.[0] ?? "";
    if (!/-----BEGIN|---- BEGIN/.test(next) && !next.trim().startsWith("-----")) return end;
    from = end + 1;
  }
}

/** A line of a text in base64 or hex, and the shorter one that may end it. */
const ENCODED = /^[A-Za-z0-9+/_-]{16,}={0,2}$/;
const ENCODED_END = /^[A-Za-z0-9+/_-]+={0,2}$/;
const ASSIGNS = /^\s*(?:export\s+)?[A-Za-z_]\w*\s*=/;

/**
 * Where a value ends that goes on in the next line: it opens a bracket at its end and does not close it, ends with a
 * backslash, or lines of an encoded text follow it. Undefined where it ends in its own line.
 */
function endOfOpen(source: string, start: number, end: number): number | undefined {
  const first = source.slice(start, end).trim();
  if (/^[[{](?:.*[,:{[])?$/.test(first)) {
    let depth = 0;
    for (let at = start; at < source.length; at++) {
      const sign = source[at];
      if (sign === "{" || sign === "[") depth++;
      else if ((sign === "}" || sign === "]") && --depth === 0) return endOfLine(source, at);
    }
    return source.length;
  }
  let last = end;
  for (let line = first, isEncoded = false; last < source.length; ) {
    const nextEnd = endOfLine(source, last + 1);
    const next = source.slice(last + 1, nextEnd).trim();
    const goesOn = line.endsWith("\\") && next !== "" && !ASSIGNS.test(next);
    isEncoded = ENCODED.test(next) || (isEncoded && ENCODED_END.test(next));
    if (!goesOn && !isEncoded) break;
    line = next;
    last = nextEnd;
  }
  return last === end ? undefined : last;
}

/** The value of a quote up to where it is closed; undefined where it never is. */
function readQuoted(
  reader: Reader,
  { name, notes, quote, start }: { name: string; notes: string[]; quote: Quote; start: number },
): Found {
  const { source } = reader;
  let value = "";
  for (let at = start; at < source.length; at++) {
    const sign = source[at] ?? "";
    if (sign === quote) {
      const rest = endOfLine(source, at);
      const after = source.slice(at + 1, rest).trim();
      skipTo(reader, rest);
      if (after !== "" && !after.startsWith("#"))
        return { problem: `Something follows the closing quote of ${problemName(name)}` };
      return { name, notes, value, quote };
    }
    if (sign === "\\" && quote === '"') {
      const next = source[at + 1] ?? "";
      // A backslash before any other sign stands for itself.
      value += ESCAPES.get(next) ?? (next === "\n" ? "" : `\\${next}`);
      at++;
    } else value += sign;
  }
  return undefined;
}

const problemName = (name: string): string => (SECRET_NAME_PATTERN.test(name) ? name : "this value");

function endOfLine(source: string, at: number): number {
  const end = source.indexOf("\n", at);
  return end < 0 ? source.length : end;
}

/** Goes on after the line that ends at `end`. */
function skipTo(reader: Reader, end: number): undefined {
  let lines = 1;
  for (let at = reader.at; at < end; at++) if (reader.source[at] === "\n") lines++;
  reader.line += lines;
  reader.at = end + 1;
}
