"use client";

import { CheckField } from "#components/ui/check-field.tsx";
import { FieldNote } from "#components/ui/field-note.tsx";

/** Teams to be ticked. */
export function TeamChecks({
  teams,
  chosen,
  error,
  onChange,
}: {
  teams: readonly { id: string; name: string }[];
  chosen: ReadonlySet<string>;
  error: string | undefined;
  onChange: (chosen: ReadonlySet<string>) => void;
}) {
  return (
    <fieldset
      className="flex min-w-0 flex-col gap-2"
      aria-describedby={error ? "team-checks-note" : undefined}
    >
      <legend className="mb-1.5">Teams</legend>
      <div className="flex max-h-37 flex-col gap-1.5 overflow-auto rounded-md border border-line-control px-2.5 py-2">
        {teams.map((team) => (
          <CheckField
            key={team.id}
            label={<bdi>{team.name}</bdi>}
            checked={chosen.has(team.id)}
            onChange={(isChecked) => {
              const next = new Set(chosen);
              if (isChecked) next.add(team.id);
              else next.delete(team.id);
              onChange(next);
            }}
          />
        ))}
      </div>
      <FieldNote id="team-checks-note" error={error} />
    </fieldset>
  );
}
