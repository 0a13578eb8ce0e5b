import "server-only";
import { MAX_DAYS, type Until } from "#lib/changes/ends/schema.ts";
import { MAY_END } from "#lib/changes/schema.ts";
import type { Described, Prepared } from "#lib/changes/types.ts";
import type { ChangeKindName } from "#lib/core/change-names.ts";
import { nowMs } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import { instantOf, isDate, isZone, localWords } from "#lib/core/local-time.ts";
import { minutesWords } from "#lib/core/minutes-words.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** When it ends, if it begins at `fromMs`, in UTC. Throws RangeError for what is no date or zone. */
export function endOf(until: Until, fromMs: number): string {
  if ("minutes" in until) return new Date(fromMs + until.minutes * MINUTE_MS).toISOString();
  return "at" in until ? new Date(until.at).toISOString() : instantOf(until);
}

/** The clock on the wall that an end goes by. */
export const zoneOf = (until: Until): string => ("zone" in until ? until.zone : "UTC");

/**
 * Why something cannot end then, if it begins at `fromMs` (now where it begins at once); undefined where it can. Only a time
 * that is told by date can be wrong: what lasts so long begins whenever it begins.
 */
export function untilProblem(until: Until, fromMs = nowMs()): string | undefined {
  if ("minutes" in until) return undefined;
  if ("date" in until && !isDate(until.date)) return `There is no ${until.date}`;
  if ("zone" in until && !isZone(until.zone)) return `"${until.zone}" is no time zone`;
  const endMs = Date.parse(endOf(until, fromMs));
  if (Number.isNaN(endMs)) return "This is no time";
  if (endMs <= nowMs()) return "The end is in the past";
  if (endMs <= fromMs) return "The end is before the beginning";
  return endMs > fromMs + MAX_DAYS * DAY_MS ? "The end is more than a year ahead" : undefined;
}

/** "until Fri 4 Dec, 18:00 (Europe/Berlin)", "for 4 hours". */
export function untilWords(until: Until): string {
  if ("minutes" in until) return `for ${minutesWords(until.minutes)}`;
  return `until ${localWords(endOf(until, nowMs()), zoneOf(until), new Date(nowMs()).toISOString())}`;
}

/**
 * What a kind says of a change, with its end. What is already so gets no end by being asked for again: that would take away
 * what somebody was given for good.
 */
export function withEnd(kind: ChangeKindName, described: Described, until: Until): Described {
  if (!MAY_END.includes(kind)) return refused(described, "This cannot have an end");
  const problem = untilProblem(until);
  if (problem) return described.refusal ? described : refused(described, problem);
  if (described.skip) return { ...described, skip: `${described.skip}, and no end is set` };
  const words = untilWords(until);
  return {
    ...described,
    title: `${described.title}${kind === "org.invite" ? "," : ""} ${words}`,
    until: words,
  };
}

const refused = (described: Described, reason: string): Described => ({
  ...described,
  calls: 0,
  refusal: { code: "INVALID_INPUT", reason, fields: { until: [reason] } },
});

/** An end as the journal has it. */
export const readUntil = (text: string | null): Until | undefined =>
  text === null ? undefined : (JSON.parse(text) as Until);

/** What is to begin at a time must not have ended by then. Throws INVALID_INPUT, by the field. */
export function assertEndsAfter(prepared: readonly Pick<Prepared, "until">[], beginsAt: string): void {
  for (const { until } of prepared) {
    const problem = until && untilProblem(until, Date.parse(beginsAt));
    if (problem) throw new AppError("INVALID_INPUT", { reason: problem, fields: { until: [problem] } });
  }
}
