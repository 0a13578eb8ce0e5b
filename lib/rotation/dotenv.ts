import { SECRET_NAME_PATTERN } from "#lib/changes/schema.ts";

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
const ESCAPES: Record<string, string> = {
  n: "\n",
  r: "\r",
  t: "\t",
  '"': '"',
  "\\": "\\",
  $: "$",
  "`": "`",
};

/**
 * Reads the text of an `.env` file: `NAME=value` a line, `export` before it or not, values plain or in quotes over
 * several lines, `#` comments, any line ends, with or without a byte order mark. Names that stand twice: the last one
 * counts. What cannot be used is a finding by line; it is never part of `entries`. A finding never holds a value.
 */
export function parseDotenv(text: string): Dotenv {
  const source = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const findings: DotenvFinding[] = [];
  const entries = new Map<string, DotenvEntry>();
  const reader = { source, at: 0, line: 1 };
  while (reader.at < source.length) {
    const line = reader.line;
    const found = readLine(reader);
    if (!found) continue;
    if ("problem" in found) {
      findings.push({ line, text: found.problem, tone: "error" });
      continue;
    }
    const problem = problemOf(found.name, found.value);
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
      if (found.hasReference)
        findings.push({
          line,
          text: `${found.name} holds a $ reference, which is taken as it stands`,
          tone: "note",
        });
      // Set anew, so that the order is that of the lines that count.
      entries.delete(found.name);
      entries.set(found.name, { name: found.name, value: found.value, line });
    }
  }
  return { entries: [...entries.values()], findings: findings.sort((a, b) => a.line - b.line) };
}

const tooMany = (line: number): DotenvFinding => ({
  line,
  text: `From here on nothing is read: more than ${MAX_ENTRIES.toLocaleString("en")} names`,
  tone: "error",
});

/** What is wrong with a name or a value; undefined when nothing is. */
function problemOf(name: string, value: string): string | undefined {
  if (name.length > MAX_NAME) return `A name has at most ${MAX_NAME} characters`;
  if (!SECRET_NAME_PATTERN.test(name))
    return `${shown(name)} is not a name: start with a letter; then letters, digits and _ only`;
  if (value === "") return `${name} has no value`;
  if (value.includes("\0")) return `The value of ${name} holds a NUL character`;
  if (value.length > MAX_VALUE) return `The value of ${name} has more than 8,192 characters`;
  return undefined;
}

/** Something that may not be a name is clipped, for it may be part of a value that was broken over lines. */
const shown = (text: string): string => (text.length > 24 ? "This" : text || "An empty text");

type Reader = { source: string; at: number; line: number };
type Found = { name: string; value: string; hasReference: boolean } | { problem: string } | undefined;

function readLine(reader: Reader): Found {
  const { source, at } = reader;
  const end = endOfLine(source, at);
  const text = source.slice(at, end);
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.startsWith("#")) return skipTo(reader, end);
  const equals = text.indexOf("=");
  if (equals < 0) {
    skipTo(reader, end);
    return { problem: "There is no = in this line" };
  }
  const name = text
    .slice(0, equals)
    .trim()
    .replace(/^export\s+/, "");
  let start = at + equals + 1;
  while (source[start] === " " || source[start] === "\t") start++;
  const quote = source[start];
  if (isQuote(quote)) return readQuoted(reader, { name, quote, start: start + 1, end });
  const value = plainValue(source.slice(start, end));
  skipTo(reader, end);
  return { name, value, hasReference: hasReference(value) };
}

/** A comment of a plain value begins with a # after a blank. */
const plainValue = (text: string): string => text.replace(/(^|\s)#.*$/, "").trim();
const hasReference = (value: string): boolean => /\$(\{\w+|[A-Za-z_]\w*)/.test(value);

function readQuoted(
  reader: Reader,
  { name, quote, start, end }: { name: string; quote: Quote; start: number; end: number },
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
      return { name, value, hasReference: quote === '"' && hasReference(value) };
    }
    if (sign === "\\" && quote === '"') {
      const next = source[at + 1] ?? "";
      // A backslash before any other sign stands for itself.
      value += ESCAPES[next] ?? (next === "\n" ? "" : `\\${next}`);
      at++;
    } else value += sign;
  }
  skipTo(reader, end);
  return { problem: `The quote of ${problemName(name)} is never closed` };
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
