import "server-only";
import { cleanText, TEXT_LIMITS } from "./text.ts";

const MASK = "[redacted]";
/** Longest part of a vendor's message that is looked at. */
const SCAN_LIMIT = 4000;
/** A piece of a secret this long gives it away, also where the vendor shortened the echo. */
const PIECE = 8;

/**
 * A vendor's message as it may be shown: the given secrets (the token, values that were sent) masked whole or in
 * part, bearer credentials masked, control characters gone, at most 300 characters. Undefined when nothing is left.
 */
export function redactReason(message: string, secrets: readonly string[]): string | undefined {
  let text = message.slice(0, SCAN_LIMIT);
  const needles = secrets.flatMap(spellings).sort((a, b) => b.length - a.length);
  for (const needle of needles) text = maskWhole(text, needle);
  for (const needle of needles) text = maskPieces(text, needle);
  text = text.replace(/\bbearer\s+[^\s"',;]+/gi, `Bearer ${MASK}`);
  const clean = cleanText(text, TEXT_LIMITS.reason);
  return clean === "" ? undefined : clean;
}

/** How a vendor may write a secret back: as it is, inside JSON, inside a URL, in base64. */
function spellings(secret: string): string[] {
  if (secret === "") return [];
  const all = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
    secret.replace(/\p{Cc}+/gu, " ").trim(),
  ];
  if (secret.length >= PIECE) all.push(Buffer.from(secret).toString("base64").replace(/=+$/, ""));
  return [...new Set(all)].filter((text) => text !== "");
}

function maskWhole(text: string, needle: string): string {
  if (needle.length >= 4) return text.replaceAll(needle, MASK);
  // A very short value is masked only where it stands alone: "a" must not eat every a.
  const escaped = needle.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "gu"), MASK);
}

function maskPieces(text: string, needle: string): string {
  if (needle.length <= PIECE) return text;
  let out = "";
  let at = 0;
  while (at < text.length) {
    let length = 0;
    while (at + length < text.length) {
      const next = length === 0 ? PIECE : length + 1;
      if (at + next > text.length || !needle.includes(text.slice(at, at + next))) break;
      length = next;
    }
    out += length > 0 ? MASK : text.charAt(at);
    at += Math.max(length, 1);
  }
  return out;
}
