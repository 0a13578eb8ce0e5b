"use client";

import { useId } from "react";
import type { UntilChoice, UntilState } from "#components/ends/use-until.ts";
import { AtFields } from "#components/schedules/at-fields.tsx";
import { Choice, ChoiceOption } from "#components/ui/choice.tsx";

/** Until when: for so long, until the evening, or a date and time of any zone. */
export function UntilFields({
  state: { choice, choose, isToday, at },
  hasNever,
}: {
  state: UntilState;
  /** It may also be for good. */
  hasNever?: boolean;
}) {
  const name = useId();
  const options: [UntilChoice, string][] = [
    ...(hasNever ? [["never", "No end"] as [UntilChoice, string]] : []),
    ["1h", "1 hour"],
    ["4h", "4 hours"],
    ["day", `${isToday ? "Today" : "Tomorrow"} 18:00`],
    ["date", "Date"],
  ];
  return (
    <>
      <Choice legend="Until">
        {options.map(([value, label]) => (
          <ChoiceOption
            key={value}
            name={name}
            value={value}
            checked={choice === value}
            onChange={() => choose(value)}
          >
            <span className="whitespace-nowrap">{label}</span>
          </ChoiceOption>
        ))}
      </Choice>
      {choice === "date" && <AtFields at={at} />}
    </>
  );
}
