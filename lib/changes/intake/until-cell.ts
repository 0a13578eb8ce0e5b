import { seenText } from "#lib/core/addresses/signs.ts";

/** A time as a cell says it: an instant, or what the clocks show where it was written. */
export type UntilCell = { at: string } | { date: string; time: string };

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_AND_TIME = /^(\d{4}-\d{2}-\d{2})[ T](\d{1,2}):(\d{2})(?::\d{2})?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
/** A day alone ends with it. */
const LAST_MINUTE = "23:59";

/**
 * "2026-12-04" (to the end of that day), "2026-12-04 18:00", or an instant as exports write it. Undefined for everything else:
 * 4/12/2026 is two days, and nobody may guess which.
 */
export function untilOf(cell: string): UntilCell | undefined {
  const text = seenText(cell).trim();
  if (DAY.test(text)) return { date: text, time: LAST_MINUTE };
  if (INSTANT.test(text) && !Number.isNaN(Date.parse(text))) return { at: text };
  const [, date, hour = "", minute = ""] = DAY_AND_TIME.exec(text) ?? [];
  if (date === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined;
  return { date, time: `${hour.padStart(2, "0")}:${minute}` };
}
