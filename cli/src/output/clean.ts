/** Controls, line ends, halves of pairs, and signs that turn, hide or tag text. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** Joiners that scripts and emoji need between two signs. */
const JOINER =
  /(?<=\p{L}|\p{M}|\p{Extended_Pictographic})(?:\u200C|\u200D)(?=\p{L}|\p{Extended_Pictographic})/gu;
/** More marks on one sign than any language writes: they reach into the lines above and below. */
const FLOOD = /(\p{M}{4})\p{M}+/gu;
const KEPT = "\uE000\uE001";

const escaped = (sign: string): string => {
  const code = sign.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
};

/**
 * A text that strangers wrote, safe for a terminal: on one line, and with what would move the cursor, colour, turn or hide
 * text written out (`\x1b`, `\u{202e}`).
 */
export function shown(text: string): string {
  const kept: string[] = [];
  return text
    .replaceAll(/[\r\n\t\u2028\u2029]+/gu, " ")
    .replaceAll(new RegExp(`[${KEPT}]`, "gu"), "\uFFFD")
    .replaceAll(JOINER, (sign) => {
      kept.push(sign);
      return KEPT.charAt(0);
    })
    .replaceAll(UNSEEN, escaped)
    .replaceAll(KEPT.charAt(0), () => kept.shift() ?? "")
    .replaceAll(FLOOD, "$1");
}

/** A word of a command that somebody is told to run: whatever a server wrote there, a shell takes it for this word. */
export const shellWord = (text: string): string =>
  /^[\w.,:@%+/=-]+$/.test(text) ? text : `'${shown(text).replaceAll("'", "'\\''")}'`;

const UNSEEN_IN_JSON = /[\u007F-\u009F\p{Cf}\p{Zl}\p{Zp}]/gu;
const jsonEscape = (sign: string): string =>
  [...Array(sign.length).keys()]
    .map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, "0")}`)
    .join("");

/** JSON whose texts are the same for a program, and safe where somebody looks at it in a terminal. */
export const safeJson = (value: unknown, indent: number | undefined = 2): string =>
  JSON.stringify(value, null, indent).replaceAll(UNSEEN_IN_JSON, jsonEscape);

const TOKENS = /rcl_[0-9A-Za-z]{12,}/g;

/** Without anything that looks like a token, and without `secrets`: whatever led there, none is ever printed. */
export function redacted(text: string, secrets: Iterable<string> = []): string {
  let clean = text.replaceAll(TOKENS, "rcl_[hidden]");
  for (const secret of secrets) if (secret.length >= 6) clean = clean.replaceAll(secret, "[hidden]");
  return clean;
}
