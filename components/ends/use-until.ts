"use client";

import { useState } from "react";
import { useAt } from "#components/schedules/at-fields.tsx";
import { nowIn } from "#components/schedules/at-words.ts";
import type { Until } from "#lib/changes/ends/schema.ts";
import type { At } from "#lib/changes/schedules/at.ts";

export type UntilChoice = "never" | "1h" | "4h" | "day" | "date";
const HOURS: Partial<Record<UntilChoice, number>> = { "1h": 1, "4h": 4 };
const END_OF_DAY = "18:00";
const DAY_MS = 86_400_000;

/** What stands in the fields that say until when; `read` gives it, or says by the field what is wrong. */
export function useUntil(first: UntilChoice, from?: At) {
  const [choice, choose] = useState(first);
  const at = useAt(from);
  const { zone } = at.at;
  /** After 18:00 it is tomorrow's. */
  const isToday = (nowIn(zone) ?? "").slice(11) < END_OF_DAY;
  const read = (): Exclude<Until, { at: string }> | undefined => {
    const hours = HOURS[choice];
    if (hours !== undefined) return { minutes: hours * 60 };
    if (choice === "date") return at.check();
    const date = nowIn(zone, Date.now() + (isToday ? 0 : DAY_MS))?.slice(0, 10);
    return choice === "day" && date ? { date, time: END_OF_DAY, zone } : undefined;
  };
  return { choice, choose, isToday, at, read };
}
export type UntilState = ReturnType<typeof useUntil>;
