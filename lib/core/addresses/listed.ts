import { seenText } from "#lib/core/addresses/signs.ts";
import { addressesIn, type Found, MAX_PIECE, withoutLinks } from "./address.ts";

/** One piece of a list of addresses. `email` is absent where the piece has none, or it is not clear which. */
export type ListedAddress = {
  line: number;
  text: string;
  name?: string;
  email?: string;
  /** What stands behind the address. */
  after?: string;
};

/** Commas that a name may have which was not quoted. */
const MAX_COMMAS = 4;

type Piece = { line: number; text: string; endedBy: string };

/** "1.", "(2)", "3)", "-", "•", "[x]": what begins an entry of a list. */
const MARKER = /^\s*(?:[-*+•‣◦▪·–—>]|\(?\d{1,5}[.)\]:]|\[[ xX]?\])\s+/u;
const GLUED_NUMBER = /^\s*(\d{1,5})[.)](?=\S)/u;

const SEPARATORS = ",;\t；、，";

/** The lines of a list: without the marks of its entries, in the way each line has them. */
function* entries(text: string): Generator<{ line: number; text: string }> {
  const lines = text.replace(/^\uFEFF/u, "").split(/\r\n|\r|\n/u);
  const filled = lines.filter((line) => line.trim() !== "");
  // "1.noor@x", "2.max@x": numbers only where they count the lines; else they belong to the address.
  const isCounted =
    filled.length > 1 &&
    filled.every((line, place) => {
      const number = GLUED_NUMBER.exec(line)?.[1] ?? /^\s*(\d{1,5})/u.exec(line)?.[1];
      return number !== undefined && Number(number) === Number(/\d+/u.exec(filled[0] ?? "")?.[0]) + place;
    });
  for (const [place, line] of lines.entries()) {
    // Nothing but separators: quickly, for a file may be all of these.
    if (!/[^\s,;；、，]/u.test(line)) continue;
    let entry = isCounted ? line.replace(GLUED_NUMBER, "") : line;
    for (let marks = 0; marks < 3 && MARKER.test(entry); marks++) entry = entry.replace(MARKER, "");
    yield { line: place + 1, text: entry };
  }
}

/** Splits a line at commas, semicolons and tabs, but for those inside quotes, angle brackets and comments that are closed. */
function* piecesOf(line: number, text: string): Generator<Piece> {
  // A sign that is opened and never closed is one like any other: no address may hide behind it.
  const hasQuotes = (text.match(/\\?"/gu) ?? []).filter((quote) => quote === '"').length % 2 === 0;
  const lastClosed = text.lastIndexOf(")");
  let start = 0;
  let isQuoted = false;
  let isAngled = false;
  let depth = 0;
  for (let at = 0; at <= text.length; at++) {
    const sign = at === text.length ? "\n" : (text[at] as string);
    const isEnd = at === text.length;
    if (sign === "\\" && isQuoted) at += 1;
    else if (sign === '"' && !isAngled && hasQuotes) isQuoted = !isQuoted;
    else if (!isQuoted && sign === "<") isAngled = isClosed(text, at);
    else if (!isQuoted && sign === ">") isAngled = false;
    else if (!isQuoted && sign === "(" && at < lastClosed) depth += 1;
    else if (!isQuoted && sign === ")") depth = Math.max(0, depth - 1);
    if (!isEnd && (!SEPARATORS.includes(sign) || isQuoted || isAngled || depth > 0)) continue;
    const piece = text.slice(start, at).trim();
    // Nobody writes so long a name: it is many addresses with blanks between them, or noise.
    if (piece.length > MAX_PIECE)
      for (const part of piece.split(/\s+/u)) yield { line, text: part, endedBy: ";" };
    else yield { line, text: piece, endedBy: sign };
    start = at + 1;
  }
}
/** An angle bracket is closed before the next one is opened. */
function isClosed(text: string, open: number): boolean {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === ">") return true;
    if (text[at] === "<") return false;
  }
  return false;
}

const unquoted = (text: string): string =>
  seenText(text)
    .replace(/^[^"@:]*:\s*/u, "")
    .replace(/^["'“„]?(.*?)["'”“]?$/su, "$1")
    .replaceAll(/\\(.)/gsu, "$1")
    .trim();
/** What stands before an address as somebody's name; nothing where it is only punctuation or a number. */
const nameOf = (text: string): string => {
  const name = unquoted(text.replace(/[<(\s]+$/u, "").replace(/(?:mailto|smtp):$/iu, ""));
  return /\p{L}/u.test(name) ? name.replace(/[\s:|/=–—-]+$/u, "") : "";
};

type Read = { name?: string; email?: string; after?: string };

/** The people of one piece: `Noor Haddad <noor@x>`, `noor@x (Noor)`, `[Noor](mailto:noor@x)`, `noor@x max@x`. */
function readPiece(typed: string): Read[] {
  const text = withoutLinks(seenText(typed));
  const found = addressesIn(text);
  if (!found) return [{}];
  if (found.length === 0) {
    const empty = /^(.*)<\s*>$/su.exec(text)?.[1];
    return [empty === undefined ? {} : named(nameOf(empty))];
  }
  const people: Read[] = [];
  let end = 0;
  for (const [place, one] of found.entries()) {
    const next = found[place + 1];
    // The same again in brackets is still one person: `noor@x <noor@x>`.
    if (next && next.email.toLowerCase() === one.email.toLowerCase()) continue;
    // An address in somebody else's name: which of the two is meant is not for us to say.
    if (next && isNameOf(text, one, next)) return [{}];
    const comment = /^[>\s]*\(([^()]*)\)/u.exec(text.slice(one.to))?.[1];
    people.push({ email: one.email, ...named(nameOf(text.slice(end, one.from)) || (comment?.trim() ?? "")) });
    end = one.to + (/^\s*>/u.exec(text.slice(one.to))?.[0].length ?? 0);
  }
  const last = people.at(-1);
  const after = nameOf(text.slice(end));
  if (last && after) last.after = after;
  return people;
}
const named = (name: string): { name?: string } => (name && !name.includes("@") ? { name } : {});
/** `"max@x" <noor@x>`, `max@x <noor@x>` */
const isNameOf = (text: string, one: Found, next: Found): boolean =>
  /^["'”“]?\s*<\s*(?:mailto:)?$/u.test(text.slice(one.to, next.from)) &&
  !/<[^<>]*$/u.test(text.slice(0, one.from));

/**
 * What a pasted or dropped list names, in its order: each address is somebody, or its piece is marked. A name with a comma
 * that was not quoted ("Haddad, Noor <noor@x>") stays with its address; the end of a group ("Team: a@x, b@x;") is nobody.
 */
export function* listedAddresses(text: string): Generator<ListedAddress> {
  for (const entry of entries(text)) yield* entryPeople(entry);
}

function* entryPeople({ line, text }: { line: number; text: string }): Generator<ListedAddress> {
  let held: Piece | undefined;
  let commas = 0;
  const rest = function* (): Generator<ListedAddress> {
    if (held) yield { line, text: held.text };
    held = undefined;
  };
  for (const piece of piecesOf(line, text)) {
    if (piece.text === "" || seenText(piece.text) === "" || /^[^@<>",]+:$/u.test(piece.text)) {
      yield* rest();
      continue;
    }
    const joined: Piece = held ? { ...piece, text: `${held.text}, ${piece.text}` } : piece;
    if (!piece.text.includes("@") && !/<[^<>]*>/u.test(piece.text)) {
      // Perhaps the first half of a name; an id is none.
      commas = held ? commas + 1 : 1;
      if (piece.endedBy === "," && commas <= MAX_COMMAS && !/[\d_@]/u.test(piece.text)) held = joined;
      else {
        held = undefined;
        yield { line, text: joined.text };
      }
      continue;
    }
    const isName = held !== undefined && /^[^@<>]*<[^<>]*>/u.test(piece.text);
    if (!isName) yield* rest();
    const whole = isName ? joined.text : piece.text;
    held = undefined;
    const people = readPiece(whole);
    for (const one of people)
      yield { line, text: people.length === 1 ? whole : (one.email ?? whole), ...one };
  }
  yield* rest();
}
