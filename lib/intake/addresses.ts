/** One piece of a list of addresses. `email` is absent where the piece has none. */
export type ListedAddress = { line: number; text: string; name?: string; email?: string };

/** What is longer is no address, and not worth the time. */
const MAX_PIECE = 1_000;
/** Commas that a name may have which was not quoted. */
const MAX_COMMAS = 4;

type Piece = { line: number; text: string; endedBy: string };

/** Splits at commas, semicolons, tabs and line ends, but for those inside quotes, angle brackets and comments. */
function* pieces(text: string): Generator<Piece> {
  let line = 1;
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let isQuoted = false;
  let isAngled = false;
  let depth = 0;
  for (let at = start; at <= text.length; at++) {
    const sign = at === text.length ? "\n" : (text[at] as string);
    const isEnd = sign === "\n" || sign === "\r";
    if (sign === "\\" && isQuoted) at += 1;
    else if (sign === '"' && !isAngled) isQuoted = !isQuoted;
    else if (!isQuoted && sign === "<") isAngled = true;
    else if (!isQuoted && sign === ">") isAngled = false;
    else if (!isQuoted && sign === "(") depth += 1;
    else if (!isQuoted && sign === ")") depth = Math.max(0, depth - 1);
    const splits = sign === "," || sign === ";" || sign === "\t";
    if (!isEnd && (!splits || isQuoted || isAngled || depth > 0)) continue;
    yield { line, text: text.slice(start, Math.min(at, start + MAX_PIECE)).trim(), endedBy: sign };
    start = at + 1;
    if (!isEnd) continue;
    // Nothing reaches over a line's end: a quote left open spoils its own line alone.
    isQuoted = false;
    isAngled = false;
    depth = 0;
    if (sign === "\r" && text[at + 1] === "\n") {
      at += 1;
      start = at + 1;
    }
    line += 1;
  }
}

const unquoted = (text: string): string =>
  text
    .trim()
    .replace(/^(["'])(.*)\1$/su, "$2")
    .replaceAll(/\\(.)/gsu, "$1")
    .trim();

/** `Noor Haddad <noor@x>`, `mailto:noor@x`, `noor@x (Noor)`, a group's `Team: noor@x`, `'noor@x'`. */
function readPiece(text: string): { name?: string; email?: string } {
  const angled = /^(.*)<\s*(?:mailto:)?([^<>]*?)\s*>[.\s]*$/su.exec(text);
  if (angled) {
    const name = unquoted((angled[1] ?? "").replace(/^[^"@:]*:\s*/u, ""));
    return { ...(name ? { name } : {}), email: angled[2] ?? "" };
  }
  const name = /\(([^()]*)\)/u.exec(text)?.[1]?.trim();
  const bare = unquoted(
    text
      .replace(/\([^()]*\)/gu, "")
      .trim()
      .replace(/^mailto:/iu, "")
      .replace(/^[^"@:]*:\s*(?=\S+@)/u, ""),
  );
  if (!bare.includes("@")) return {};
  return { ...(name ? { name } : {}), email: bare };
}

/**
 * What a pasted or dropped list names, in its order. A name with a comma that was not quoted ("Haddad, Noor
 * <noor@x>") stays with its address; the end of a group ("Team: a@x, b@x;") is nobody.
 */
export function* listedAddresses(text: string): Generator<ListedAddress> {
  let held: Piece | undefined;
  let commas = 0;
  for (const piece of pieces(text)) {
    if (piece.text === "" || /^[^@<>",]+:$/u.test(piece.text)) {
      if (held) yield { line: held.line, text: held.text };
      held = undefined;
      continue;
    }
    const joined: Piece = held ? { ...piece, text: `${held.text}, ${piece.text}` } : piece;
    const read = readPiece(piece.text);
    if (read.email === undefined) {
      // Perhaps the first half of a name.
      commas = held ? commas + 1 : 1;
      if (piece.endedBy === "," && commas <= MAX_COMMAS) held = joined;
      else {
        yield { line: joined.line, text: joined.text };
        held = undefined;
      }
      continue;
    }
    if (held && !/<[^<>]*>/u.test(piece.text)) {
      yield { line: held.line, text: held.text };
      yield { line: piece.line, text: piece.text, ...read };
    } else yield { line: joined.line, text: joined.text, ...readPiece(joined.text) };
    held = undefined;
  }
  if (held) yield { line: held.line, text: held.text };
}
