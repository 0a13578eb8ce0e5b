import "server-only";
import { createHash } from "node:crypto";
import { nowIsoByClock, nowMs } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import { instantOf, isDate, isTime, isZone, localTimeOf, localWords } from "#lib/core/local-time.ts";
import type { At } from "./at.ts";

/** Nobody plans further ahead: most likely a year was mistyped. */
const MAX_AHEAD_DAYS = 366;
const DAY_MS = 86_400_000;

/** When something is due: the moment, and what was asked for. */
export type Due = { due_at: string; local_date: string; local_time: string; zone: string };

/** The moment of a local time to come. Throws INVALID_INPUT with the field that is no date, time or zone, or is past. */
export function dueOf({ date, time, zone }: At): Due {
  const wrong = (field: string, text: string) =>
    new AppError("INVALID_INPUT", { fields: { [field]: [text] } });
  if (!isZone(zone)) throw wrong("zone", "There is no such time zone");
  if (!isDate(date)) throw wrong("date", "Give a date");
  if (!isTime(time)) throw wrong("time", "Give a time");
  const dueAt = instantOf({ date, time, zone });
  if (Date.parse(dueAt) <= nowMs()) throw wrong("time", "This time has passed");
  if (Date.parse(dueAt) > nowMs() + MAX_AHEAD_DAYS * DAY_MS)
    throw wrong("date", "This is more than a year ahead");
  return { due_at: dueAt, local_date: date, local_time: time, zone };
}

/** A moment as what is due then: by the clocks of this zone, or UTC where it is none. */
export function dueAtMoment(iso: string, zone: string | null): Due {
  const known = zone !== null && isZone(zone) ? zone : "UTC";
  const { date, time } = localTimeOf(iso, known);
  return { due_at: iso, local_date: date, local_time: time, zone: known };
}

/** The digest of a plan and of when it is to be done: who approves it at one time has not approved another. */
export const digestAt = (digest: string, dueAt: string): string =>
  createHash("sha256").update(`${dueAt} ${digest}`).digest("hex");

/** "Fri 4 Dec, 18:00 (Europe/Berlin)" */
export const dueWords = ({ due_at, zone }: Pick<Due, "due_at" | "zone">): string =>
  localWords(due_at, zone, nowIsoByClock());
