"use client";

import { useId } from "react";
import type { UntilChoice, UntilState } from "#components/ends/use-until.ts";
import { Choice, ChoiceOption } from "#components/ui/choice.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";

const zones = (own: string): string[] => {
  const all = Intl.supportedValuesOf("timeZone");
  return [...new Set([own, ...all, "UTC"])];
};

/** Until when: for so long, until the evening, or a date and time of any zone. */
export function UntilFields({
  state,
  hasNever,
  legend = "Until",
}: {
  state: UntilState;
  /** It may also be for good. */
  hasNever?: boolean;
  legend?: string;
}) {
  const name = useId();
  const { choice, choose, fields, errors, set } = state;
  const options: [UntilChoice, string][] = [
    ...(hasNever ? [["never", "No end"] as [UntilChoice, string]] : []),
    ["1h", "1 hour"],
    ["4h", "4 hours"],
    ["day", `${state.isToday ? "Today" : "Tomorrow"} 18:00`],
    ["date", "Date"],
  ];
  return (
    <>
      <Choice legend={legend}>
        {options.map(([value, label]) => (
          <ChoiceOption
            key={value}
            name={name}
            value={value}
            checked={choice === value}
            onChange={() => choose(value)}
          >
            {label}
          </ChoiceOption>
        ))}
      </Choice>
      {choice === "date" && (
        <div className="grid grid-cols-2 gap-3 [&>:last-child]:col-span-2">
          <TextField
            label="Date"
            type="date"
            value={fields.date}
            error={errors.date}
            onChange={(event) => set({ date: event.target.value })}
          />
          <TextField
            label="Time"
            type="time"
            value={fields.time}
            error={errors.time}
            onChange={(event) => set({ time: event.target.value })}
          />
          <SelectField
            label="Time zone"
            value={fields.zone}
            error={errors.zone}
            onChange={(event) => set({ zone: event.target.value })}
          >
            {zones(fields.zone).map((zone) => (
              <option key={zone} value={zone}>
                {zone}
              </option>
            ))}
          </SelectField>
        </div>
      )}
    </>
  );
}
