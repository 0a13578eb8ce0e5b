import { AppError } from "#lib/core/errors.ts";

const MAX_TOKEN_LENGTH = 4096;

/**
 * Refuses what cannot be a token before any call is made: a line break or a space could smuggle a header, a
 * non-ASCII character cannot be sent in one. Throws INVALID_INPUT with the field `token`.
 */
export function checkTokenShape(token: string): void {
  const problem = problemOf(token);
  if (problem) throw new AppError("INVALID_INPUT", { fields: { token: [problem] } });
}

function problemOf(token: string): string | undefined {
  if (token.length === 0) return "Paste the token.";
  if (token.length > MAX_TOKEN_LENGTH) return "This is too long to be a token (4,096 characters at most).";
  if (/[\r\n]/.test(token)) return "A token has no line breaks. Paste it alone.";
  if (/\s/.test(token)) return "A token has no spaces. Paste it alone, without “Bearer”.";
  if (!/^[\x21-\x7e]+$/.test(token)) return "A token has only plain letters, digits and signs.";
  return undefined;
}
