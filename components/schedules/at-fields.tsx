"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { nowIn, wrongWith } from "#components/schedules/at-words.ts";
import { TextField } from "#components/ui/text-field.tsx";
import { ownZone } from "#components/ui/wall-clock.ts";
import { ownZoneOptions } from "#lib/access/users/queries.ts";
import type { At } from "#lib/changes/schedules/at.ts";
import type { FieldErrors } from "#lib/core/errors.ts";

/** A date, a time and a zone that somebody types: today and their own zone at first, or what stands there already. */
export function useAt(first?: At, isOn = true) {
  const own = useQuery({ ...ownZoneOptions(), enabled: isOn && first === undefined });
  const [typed, setTyped] = useState<Partial<At>>(first ?? {});
  const [wrong, setWrong] = useState<Partial<At>>({});
  const zone = typed.zone ?? own.data?.zone ?? ownZone();
  const at: At = {
    date: typed.date ?? (nowIn(zone) ?? "").slice(0, 10),
    time: typed.time ?? "",
    zone,
  };
  return {
    at,
    wrong,
    set: (part: Partial<At>) => {
      setTyped((before) => ({ ...before, ...part }));
      setWrong({});
    },
    /** The time where it is one to come; else says by the field what is wrong. */
    check: (): At | undefined => {
      const said = wrongWith(at);
      setWrong(said);
      return Object.keys(said).length === 0 ? at : undefined;
    },
    /** What the server says of it. */
    say: (fields: FieldErrors | undefined) =>
      setWrong({
        ...(fields?.date?.[0] ? { date: fields.date[0] } : {}),
        ...(fields?.time?.[0] ? { time: fields.time[0] } : {}),
        ...(fields?.zone?.[0] ? { zone: fields.zone[0] } : {}),
      }),
  };
}

export function AtFields({
  at: { at, wrong, set },
  takesFocus,
}: {
  at: ReturnType<typeof useAt>;
  /** What opened them is left for the first of them. */
  takesFocus?: boolean;
}) {
  const zones = useId();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (takesFocus) box.current?.querySelector("input")?.focus();
  }, [takesFocus]);
  return (
    <div ref={box} className="grid gap-3.5 sm:grid-cols-[1fr_1fr_1.6fr]">
      <TextField
        label="Date"
        type="date"
        value={at.date}
        error={wrong.date}
        onChange={(event) => set({ date: event.target.value })}
      />
      <TextField
        label="Time"
        type="time"
        value={at.time}
        error={wrong.time}
        onChange={(event) => set({ time: event.target.value.slice(0, 5) })}
      />
      <TextField
        label="Time zone"
        value={at.zone}
        error={wrong.zone}
        list={zones}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => set({ zone: event.target.value.trim() })}
      />
      <datalist id={zones}>
        {Intl.supportedValuesOf("timeZone").map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </div>
  );
}
