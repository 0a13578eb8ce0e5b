import { usageError } from "../exit.ts";

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const UNITS: Record<string, number> = { m: 1, h: 60, d: 24 * 60 };

function instantOf(text: string, option: string): Date {
  const at = INSTANT.test(text) ? new Date(text) : new Date(Number.NaN);
  if (Number.isNaN(at.getTime()))
    throw usageError(`${option} is a time with its zone, as 2026-12-04T18:00+01:00 or 2026-12-04T17:00Z.`);
  return at;
}

/** When something that is given ends: after 30m, 8h or 7d, or at an instant. */
export function untilOf(text: string): { minutes: number } | { at: string } {
  const [, count = "", unit = ""] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count !== "") return { minutes: Number(count) * (UNITS[unit] ?? 1) };
  return { at: instantOf(text, "--until").toISOString() };
}

/** When a plan is to be applied. */
export function atOf(text: string): { date: string; time: string; zone: string } {
  const iso = instantOf(text, "--at").toISOString();
  return { date: iso.slice(0, 10), time: iso.slice(11, 16), zone: "UTC" };
}
