import { AppError } from "#lib/core/errors.ts";
import { grouped } from "#lib/core/grouped.ts";

/** So many values one body may have: a roster of 50,000 people has a few hundred thousand. */
export const MOST_VALUES = 500_000;
/** Deeper than this nothing is that Rollcall takes. */
export const DEEPEST = 32;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const OPENS: readonly number[] = [0x5b, 0x7b];
const CLOSES: readonly number[] = [0x5d, 0x7d];

/**
 * Looks over JSON before it is read: each value of a body becomes an object, and each that is wrong a complaint, so ten megabytes
 * of nothing but commas would cost gigabytes and hold up everybody for seconds. Throws TOO_LARGE for more values than anything has
 * that Rollcall takes, INVALID_INPUT for what is nested too deep. Whether it is JSON at all, the parser says.
 */
export function assertMeasured(bytes: Uint8Array): void {
  let [values, depth, isText] = [0, 0, false];
  for (let at = 0; at < bytes.length; at++) {
    const sign = bytes[at] ?? 0;
    if (isText) {
      if (sign === BACKSLASH) at++;
      else if (sign === QUOTE) isText = false;
    } else if (sign === QUOTE) isText = true;
    else if (sign === COMMA) values++;
    else if (OPENS.includes(sign)) {
      values++;
      if (++depth > DEEPEST + 1) throw new AppError("INVALID_INPUT", { reason: "This is nested too deep" });
    } else if (CLOSES.includes(sign)) depth--;
    if (values > MOST_VALUES)
      throw new AppError("TOO_LARGE", {
        reason: `A body has at most ${grouped(MOST_VALUES)} values`,
      });
  }
}
