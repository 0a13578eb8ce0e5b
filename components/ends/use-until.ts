"use client";

import { useState } from "react";
import { useZone } from "#components/ui/zone.tsx";
import type { Until } from "#lib/changes/ends/schema.ts";

export type UntilChoice = "never" | "1h" | "4h" | "day" | "date";
const HOURS: Partial<Record<UntilChoice, number>> = { "1h": 1, "4h": 4 };
const END_OF_DAY = "18:00";
const DAY_MS = 86_400_000;

export type UntilErrors = { date?: string; time?: string; zone?: string; choice?: string };

/** "2026-12-04" and "18:00" of a moment, by the clocks of a zone. */
export function localParts(ms: number, zone: string): { date: string; time: string } {
  const two = "2-digit";
  const parts = new Map(
    new Intl.DateTimeFormat("en-GB", {
      ...{ timeZone: zone, calendar: "gregory", numberingSystem: "latn", hourCycle: "h23" },
      ...{ year: "numeric", month: two, day: two, hour: two, minute: two },
    })
      .formatToParts(new Date(ms))
      .map(({ type, value }) => [type, value]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return { date: `${of("year")}-${of("month")}-${of("day")}`, time: `${of("hour")}:${of("minute")}` };
}

/** What stands in the fields that say until when; `read` gives it, or says by the field what is wrong. */
export function useUntil(first: UntilChoice, at: { date?: string; time?: string } = {}) {
  const own = useZone();
  const [choice, setChoice] = useState(first);
  const [typed, setTyped] = useState<{ date?: string; time?: string; zone?: string }>(at);
  const [errors, setErrors] = useState<UntilErrors>({});
  const now = localParts(Date.now(), own);
  /** After 18:00 it is tomorrow's. */
  const isToday = now.time < END_OF_DAY;
  const fields = {
    date: typed.date ?? localParts(Date.now() + DAY_MS, own).date,
    time: typed.time ?? END_OF_DAY,
    zone: typed.zone ?? own,
  };
  const read = (): Until | undefined => {
    const hours = HOURS[choice];
    if (hours !== undefined) return { minutes: hours * 60 };
    if (choice === "day")
      return { date: localParts(Date.now() + (isToday ? 0 : DAY_MS), own).date, time: END_OF_DAY, zone: own };
    if (choice !== "date") return undefined;
    const wrong: UntilErrors = {
      ...(/^\d{4}-\d{2}-\d{2}$/.test(fields.date) ? {} : { date: "Give a date" }),
      ...(/^\d{2}:\d{2}$/.test(fields.time) ? {} : { time: "Give a time" }),
    };
    setErrors(wrong);
    return Object.keys(wrong).length > 0 ? undefined : fields;
  };
  return {
    choice,
    isToday,
    fields,
    errors,
    read,
    choose: (next: UntilChoice) => {
      setChoice(next);
      setErrors({});
    },
    set: (changes: { date?: string; time?: string; zone?: string }) => {
      setTyped({ ...typed, ...changes });
      setErrors({});
    },
  };
}
export type UntilState = ReturnType<typeof useUntil>;
