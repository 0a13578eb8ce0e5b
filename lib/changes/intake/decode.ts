import { MAX_FILE_BYTES, TOO_LARGE } from "./limits.ts";

export type Decoded = { text: string; encoding: string } | { refused: string };

const startsWith = (bytes: Uint8Array, ...start: number[]): boolean =>
  start.every((byte, place) => bytes[place] === byte);

const decode = (encoding: string, bytes: Uint8Array): string =>
  new TextDecoder(encoding, { fatal: true, ignoreBOM: false }).decode(bytes);

/** Of the first few thousand bytes: on which side of each pair the zeros are, where plain letters are 16 bits wide. */
function wideEncoding(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const looked = Math.min(bytes.length, 4_096) & ~1;
  let even = 0;
  let odd = 0;
  for (let place = 0; place < looked; place += 2) {
    if (bytes[place] === 0) even++;
    if (bytes[place + 1] === 0) odd++;
  }
  const many = looked / 8;
  if (odd > many && even < odd / 8) return "utf-16le";
  return even > many && odd < even / 8 ? "utf-16be" : undefined;
}

/** What Windows-1252 has from 0x80 on, where Latin-1 has controls; blanks are not defined. */
const WINDOWS = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/** Some decoders take it for Latin-1 and leave the controls: the same letters come out of all of them. */
const windows1252 = (bytes: Uint8Array): string =>
  decode("windows-1252", bytes).replace(/[\u0080-\u009f]/g, (sign) => {
    const letter = WINDOWS[sign.charCodeAt(0) - 0x80];
    return letter === undefined || letter === " " ? sign : letter;
  });

/** Controls that no table has; also what Windows-1252 leaves undefined. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NOT_TEXT = /[\u0000-\u0008\u000e-\u001f\u007f\u0080-\u009f]/;

/** Old systems end a text with it, and some spreadsheets still do. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
const END_OF_FILE = /\u001a+\s*$/;

function read(bytes: Uint8Array): { text: string; encoding: string } | undefined {
  if (startsWith(bytes, 0xff, 0xfe, 0, 0) || startsWith(bytes, 0, 0, 0xfe, 0xff)) return undefined;
  if (startsWith(bytes, 0xff, 0xfe)) return { text: decode("utf-16le", bytes), encoding: "UTF-16" };
  if (startsWith(bytes, 0xfe, 0xff)) return { text: decode("utf-16be", bytes), encoding: "UTF-16" };
  const wide = wideEncoding(bytes);
  if (wide) return { text: decode(wide, bytes), encoding: "UTF-16" };
  try {
    return { text: decode("utf-8", bytes), encoding: "UTF-8" };
  } catch {
    return { text: windows1252(bytes), encoding: "Windows-1252" };
  }
}

/** What a file is that has no text, by how it begins, and what to do about it. */
function otherFormat(start: Uint8Array): string | undefined {
  if (startsWith(start, 0x50, 0x4b, 3, 4))
    return "This is a workbook or an archive: open the sheet and save it as CSV";
  if (startsWith(start, 0xd0, 0xcf, 0x11, 0xe0))
    return "This is an old Excel workbook: open the sheet and save it as CSV";
  if (startsWith(start, 0x25, 0x50, 0x44, 0x46)) return "This is a PDF: a table in CSV is needed";
  return undefined;
}
/** The same by a file's name. */
export const otherFormatByName = (name: string): string | undefined =>
  /\.(?:xls[xmb]?|ods|numbers)$/i.test(name)
    ? "This is a workbook: open the sheet and save it as CSV"
    : /\.(?:pdf|docx?|odt|pages)$/i.test(name)
      ? "This is a document: a table saved as CSV, or a text, is needed"
      : undefined;

/**
 * A file's text: UTF-8, UTF-16 with or without its mark, else Windows-1252, as spreadsheets save it. What is no text, or
 * too large, is refused with the reason.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  if (bytes.length > MAX_FILE_BYTES) return { refused: TOO_LARGE };
  if (bytes.length === 0) return { refused: "This file is empty" };
  const other = otherFormat(bytes);
  if (other) return { refused: other };
  const unreadable = { refused: "This file's letters cannot be read: save it as CSV in UTF-8" };
  try {
    const found = read(bytes);
    if (!found) return unreadable;
    const text = found.text.replace(END_OF_FILE, "");
    return NOT_TEXT.test(text) ? unreadable : { ...found, text };
  } catch {
    return unreadable;
  }
}
